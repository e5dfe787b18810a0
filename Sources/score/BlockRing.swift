internal import Glibc

/// The blocks in flight: workers take free ones, and what they made of them is written in the order of the blocks' numbers.
///
/// Writing is done by whichever worker finishes the block whose turn it is, together with all finished ones behind it; nobody waits for the
/// writer unless no block is free. So memory is bounded by the blocks, and the output has the input's order for any number of workers.
@safe final class BlockRing: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var free: [BlockSlot]
    /// Finished blocks that wait for their turn, by number modulo the blocks that there are.
    private var finished: [BlockSlot?]
    private var nextNumber = 0
    private var isWriting = false
    private var workerCount = 0
    private var failure: ScoreFailure?

    init(_ slots: [BlockSlot]) {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
        free = slots.reversed()
        finished = [BlockSlot?](repeating: nil, count: slots.count)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// A free block, waited for; nil when the run has failed.
    func takeFree() -> BlockSlot? {
        locked {
            while free.isEmpty && failure == nil { wait() }
            return failure == nil ? free.removeLast() : nil
        }
    }

    /// A block that was taken and not numbered.
    func giveBack(_ slot: BlockSlot) {
        locked {
            free.append(slot)
            wakeAll()
        }
    }

    /// Waits until all blocks before this one are written; false when the run has failed.
    func waitForTurn(of slot: BlockSlot) -> Bool {
        locked {
            while nextNumber != slot.number || isWriting, failure == nil { wait() }
            return failure == nil
        }
    }

    /// Takes over a block that its worker has done with, and has `write` called for all whose turn it now is. A block that failed, or
    /// whose writing fails, ends the run: nothing is written any more.
    func finish(_ slot: BlockSlot, write: (BlockSlot) throws(ScoreFailure) -> Void) {
        lock()
        defer { unlock() }
        finished[slot.number % finished.count] = slot
        if isWriting { return }
        isWriting = true
        while failure == nil, let next = finished[nextNumber % finished.count], next.number == nextNumber {
            finished[nextNumber % finished.count] = nil
            unlock()
            var thrown: ScoreFailure?
            do throws(ScoreFailure) {
                if let failure = next.failure { throw failure }
                try write(next)
            } catch {
                thrown = error
            }
            lock()
            if let thrown { failure = thrown }
            nextNumber += 1
            free.append(next)
            wakeAll()
        }
        isWriting = false
        wakeAll()
    }

    func startWorkers(_ count: Int) { locked { workerCount += count } }

    /// A worker has no more to do.
    func endWorker() {
        locked {
            workerCount -= 1
            wakeAll()
        }
    }

    /// Waits until every worker has ended, or the run has failed: another worker may then be waiting for input that never comes.
    func waitForEnd() throws(ScoreFailure) {
        let ended = locked { () -> ScoreFailure? in
            while workerCount > 0 && failure == nil { wait() }
            // A worker that is still writing must not meet the output's removal.
            while isWriting { wait() }
            return failure
        }
        if let ended { throw ended }
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        lock()
        defer { unlock() }
        return body()
    }

    private func lock() { unsafe pthread_mutex_lock(mutex) }
    private func unlock() { unsafe pthread_mutex_unlock(mutex) }
    private func wait() { unsafe pthread_cond_wait(condition, mutex) }
    private func wakeAll() { unsafe pthread_cond_broadcast(condition) }
}
