internal import Glibc
internal import Synchronization

/// What `RowWorkers` and its threads have in common: the batch under way, and the semaphores that they sleep on.
///
/// A thread keeps no reference to the workers, only to this, so that the workers can go and take their threads with them.
@safe final class SharedRun: @unchecked Sendable {
    /// Blocks of the batch in the upper half, the next one to be taken in the lower, so that a block is claimed in one step. A thread that
    /// comes late finds nothing left, or a block of the next batch, which is as good.
    private let claim = Atomic<UInt64>(0)
    private let unfinishedCount = Atomic<Int>(0)
    private let isTaken = Atomic<Bool>(false)
    private let stops = Atomic<Bool>(false)
    private let threadNumber = Atomic<Int>(0)

    /// Set before a batch is published and read only by those who have claimed one of its blocks, so never while it changes.
    private let task: UnsafeMutablePointer<((Int, Int) -> Void)?>
    /// Threads sleep here between batches.
    private let arrived: UnsafeMutablePointer<sem_t>
    /// The caller sleeps here while others finish the last blocks.
    private let finished: UnsafeMutablePointer<sem_t>

    init() {
        unsafe task = .allocate(capacity: 1)
        unsafe task.initialize(to: nil)
        unsafe arrived = .allocate(capacity: 1)
        unsafe finished = .allocate(capacity: 1)
        unsafe sem_init(arrived, 0, 0)
        unsafe sem_init(finished, 0, 0)
    }

    deinit {
        unsafe sem_destroy(arrived)
        unsafe sem_destroy(finished)
        unsafe arrived.deallocate()
        unsafe finished.deallocate()
        unsafe task.deinitialize(count: 1)
        unsafe task.deallocate()
    }

    /// Starts a thread; what pthread_create returns.
    func startThread(_ thread: inout pthread_t) -> Int32 {
        let context = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                let shared = unsafe Unmanaged<SharedRun>.fromOpaque(context).takeRetainedValue()
                shared.work()
                return nil
            }, context.toOpaque())
        if code != 0 { unsafe context.release() }
        return code
    }

    /// Ends and joins the threads, which are idle.
    func stop(_ threads: [pthread_t]) {
        stops.store(true, ordering: .sequentiallyConsistent)
        for _ in threads { unsafe sem_post(arrived) }
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Claims the threads for a batch; false when another one has them.
    func take() -> Bool { !isTaken.exchange(true, ordering: .acquiring) }

    func giveBack() { isTaken.store(false, ordering: .releasing) }

    /// Calls `body` with every number below `blockCount` and a thread number, 0 for the caller; wakes up to `wakes` threads for it.
    func run(blockCount: Int, wakes: Int, _ body: (Int, Int) -> Void) {
        withoutActuallyEscaping(body) { escapable in
            unsafe task.pointee = escapable
            unfinishedCount.store(blockCount, ordering: .relaxed)
            claim.store(UInt64(blockCount) << 32, ordering: .releasing)
            wake(min(wakes, blockCount - 1))
            if !takeBlocks(thread: 0) { unsafe wait(finished) }
            unsafe task.pointee = nil
        }
    }

    private func wake(_ count: Int) {
        // Threads that were woken for a batch that was over before they ran have theirs coming: posts must not pile up.
        var pending: Int32 = 0
        unsafe sem_getvalue(arrived, &pending)
        for _ in 0..<max(0, count - Int(pending)) { unsafe sem_post(arrived) }
    }

    private func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
        while unsafe sem_wait(semaphore) != 0 {}  // EINTR
    }

    /// A started thread's life.
    private func work() {
        let thread = threadNumber.add(1, ordering: .relaxed).newValue
        while true {
            unsafe wait(arrived)
            if stops.load(ordering: .acquiring) { return }
            if takeBlocks(thread: thread) { unsafe sem_post(finished) }
        }
    }

    /// Works until no block is left; true when the last one of the batch to be finished was finished here.
    private func takeBlocks(thread: Int) -> Bool {
        var word = claim.load(ordering: .acquiring)
        while word & 0xffff_ffff < word >> 32 {
            let (exchanged, original) = claim.weakCompareExchange(
                expected: word, desired: word + 1, ordering: .acquiringAndReleasing)
            guard exchanged else {
                word = original
                continue
            }
            callTask(Int(word & 0xffff_ffff), thread)
            if unfinishedCount.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { return true }
            word = claim.load(ordering: .acquiring)
        }
        return false
    }

    /// A function of its own, so that the closure's reference is given back before the block counts as finished.
    @inline(never)
    private func callTask(_ block: Int, _ thread: Int) { unsafe task.pointee?(block, thread) }
}
