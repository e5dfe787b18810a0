internal import Glibc
internal import Synchronization

/// Threads that share out numbered tasks, for as long as one training lasts.
///
/// The caller of `run` works too, so a pool of n threads starts n - 1. Which thread takes a task is left to chance: results must not
/// depend on it, so every task writes to its own place. Between runs the threads look for work for some microseconds, since the next
/// run usually follows at once, and then sleep. One run at a time, from one thread; a task must not start another run.
@safe package final class WorkerPool: @unchecked Sendable {
    /// A run in one word, so that claiming a task and checking that its run still goes on are one step: from the top, 24 bits of run
    /// number, 20 bits of task count, 20 bits of the next task.
    private let claim = Atomic<UInt64>(0)
    private let finishedCount = Atomic<Int>(0)
    private let sleeperCount = Atomic<Int>(0)
    private let callerSleeps = Atomic<Bool>(false)
    private let stops = Atomic<Bool>(false)

    /// Set before a run is published and read only by those who claimed one of its tasks, so never while it changes.
    private let task: UnsafeMutablePointer<((Int) -> Void)?>
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let workArrived: UnsafeMutablePointer<pthread_cond_t>
    private let workFinished: UnsafeMutablePointer<pthread_cond_t>
    private var threads: [pthread_t] = []

    /// Looks at the claim word before a thread sleeps: about 30 microseconds.
    private static let looksBeforeSleepCount = 20_000
    private static let taskBits: UInt64 = 20
    private static let taskCountMax = (1 << 20) - 1

    /// Threads that work in a run, the caller among them.
    package var threadCount: Int { threads.count + 1 }

    package init(threadCount: Int) throws(TrainingError) {
        unsafe task = .allocate(capacity: 1)
        unsafe task.initialize(to: nil)
        unsafe mutex = .allocate(capacity: 1)
        unsafe workArrived = .allocate(capacity: 1)
        unsafe workFinished = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(workArrived, nil)
        unsafe pthread_cond_init(workFinished, nil)
        for _ in 1..<max(threadCount, 1) {
            var thread = pthread_t()
            let context = unsafe Unmanaged.passUnretained(self).toOpaque()
            let code = unsafe pthread_create(
                &thread, nil,
                { context in
                    guard let context = unsafe context else { return nil }
                    // `stop` joins the thread before the pool goes, so the pool outlives this reference.
                    unsafe Unmanaged<WorkerPool>.fromOpaque(context).takeUnretainedValue().work()
                    return nil
                }, context)
            guard code == 0 else {
                stop()
                throw .threads("cannot start thread \(threads.count + 2) of \(threadCount): pthread_create: error \(code)")
            }
            threads.append(thread)
        }
    }

    deinit {
        precondition(threads.isEmpty, "a pool is stopped before it goes")
        unsafe pthread_cond_destroy(workArrived)
        unsafe pthread_cond_destroy(workFinished)
        unsafe pthread_mutex_destroy(mutex)
        unsafe workArrived.deallocate()
        unsafe workFinished.deallocate()
        unsafe mutex.deallocate()
        unsafe task.deinitialize(count: 1)
        unsafe task.deallocate()
    }

    /// Ends and joins the threads. A pool that is not stopped traps when it goes.
    package func stop() {
        stops.store(true, ordering: .sequentiallyConsistent)
        unsafe pthread_mutex_lock(mutex)
        unsafe pthread_cond_broadcast(workArrived)
        unsafe pthread_mutex_unlock(mutex)
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    /// Calls `body` with every number below `taskCount` once, on all threads, and returns when all calls have.
    package func run(taskCount: Int, _ body: (Int) -> Void) {
        precondition(taskCount <= Self.taskCountMax, "more tasks than a run takes")
        if threads.isEmpty || taskCount < 2 {
            for index in 0..<taskCount { body(index) }
            return
        }
        withoutActuallyEscaping(body) { escapable in
            unsafe task.pointee = escapable
            finishedCount.store(0, ordering: .relaxed)
            let runNumber = (claim.load(ordering: .relaxed) >> (2 * Self.taskBits)) &+ 1
            let published = (runNumber << (2 * Self.taskBits)) | (UInt64(taskCount) << Self.taskBits)
            // Against a thread that counts itself a sleeper and then looks once more: one of the two sees the other.
            claim.store(published, ordering: .sequentiallyConsistent)
            if sleeperCount.load(ordering: .sequentiallyConsistent) > 0 {
                unsafe pthread_mutex_lock(mutex)
                unsafe pthread_cond_broadcast(workArrived)
                unsafe pthread_mutex_unlock(mutex)
            }
            while takeTask(ofRun: published) {}
            waitUntilFinished(taskCount)
            unsafe task.pointee = nil
        }
    }

    /// Does one task of the run that `word` shows; false when the run is over or has no more tasks to give.
    private func takeTask(ofRun word: UInt64) -> Bool {
        let taskMask = UInt64(Self.taskCountMax)
        var seen = claim.load(ordering: .acquiring)
        while true {
            let index = seen & taskMask
            guard seen >> Self.taskBits == word >> Self.taskBits, index < (seen >> Self.taskBits) & taskMask else { return false }
            let (exchanged, original) = claim.compareExchange(
                expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
            if exchanged {
                callTask(Int(index))
                let total = Int((word >> Self.taskBits) & taskMask)
                let finished = finishedCount.add(1, ordering: .sequentiallyConsistent).newValue
                if finished == total, callerSleeps.load(ordering: .sequentiallyConsistent) {
                    unsafe pthread_mutex_lock(mutex)
                    unsafe pthread_cond_signal(workFinished)
                    unsafe pthread_mutex_unlock(mutex)
                }
                return true
            }
            seen = original
        }
    }

    /// A function of its own, so that the closure's reference is given back before the task counts as finished.
    @inline(never)
    private func callTask(_ index: Int) { unsafe task.pointee?(index) }

    private func waitUntilFinished(_ taskCount: Int) {
        for _ in 0..<Self.looksBeforeSleepCount where finishedCount.load(ordering: .acquiring) == taskCount { return }
        callerSleeps.store(true, ordering: .sequentiallyConsistent)
        unsafe pthread_mutex_lock(mutex)
        while finishedCount.load(ordering: .sequentiallyConsistent) != taskCount {
            unsafe pthread_cond_wait(workFinished, mutex)
        }
        unsafe pthread_mutex_unlock(mutex)
        callerSleeps.store(false, ordering: .sequentiallyConsistent)
    }

    /// A started thread's life.
    private func work() {
        while !stops.load(ordering: .acquiring) {
            let word = claim.load(ordering: .acquiring)
            if takeTask(ofRun: word) { continue }
            waitForWork()
        }
    }

    private var hasWork: Bool {
        let word = claim.load(ordering: .sequentiallyConsistent)
        let taskMask = UInt64(Self.taskCountMax)
        return word & taskMask < (word >> Self.taskBits) & taskMask || stops.load(ordering: .sequentiallyConsistent)
    }

    private func waitForWork() {
        for _ in 0..<Self.looksBeforeSleepCount where hasWork { return }
        unsafe pthread_mutex_lock(mutex)
        sleeperCount.add(1, ordering: .sequentiallyConsistent)
        while !hasWork { unsafe pthread_cond_wait(workArrived, mutex) }
        sleeperCount.subtract(1, ordering: .sequentiallyConsistent)
        unsafe pthread_mutex_unlock(mutex)
    }
}
