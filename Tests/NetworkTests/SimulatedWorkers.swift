import Base
import Codecs
import Network

/// Workers of a simulated loop: they take up what was handed over in any order, work as long as a seed says, and give it back through the
/// loop's own queue, between its turns or while it waits.
@safe final class SimulatedWorkers {
    @safe private struct Job {
        let exchange: UnsafeMutablePointer<Exchange>
        let endNanoseconds: UInt64
        /// Looks whether anybody still waits, and ends at once when nobody does.
        let isWatchful: Bool
    }

    static let workerCount = 3
    private let handler: HandOverHandler
    /// Keeps the kernel that calls these.
    private unowned let loop: EventLoop
    private let clock: LoopClock.Manual
    private var random: SeededRandom
    /// What each has in hand.
    private var jobs: [Job?] = Array(repeating: nil, count: workerCount)
    private(set) var givenBackCount: UInt64 = 0
    /// Work that ended at once because nobody waited for it.
    private(set) var abandonedCount = 0
    /// The last request that was handed over of each conversation: the number behind its name in the path.
    private(set) var lastNumbers: [String: Int] = [:]

    init(_ handler: HandOverHandler, _ simulation: Simulation, _ random: SeededRandom) {
        self.handler = handler
        loop = simulation.loop
        clock = simulation.kernel.clock
        self.random = random
    }

    /// Each goes on a little, or does not come to it.
    func go() {
        for worker in 0..<Self.workerCount where random.next(below: 3) > 0 {
            if let job = jobs[worker] {
                goOn(job, worker)
            } else if handler.count > 0 {
                unsafe jobs[worker] = takeUp(handler.take(random.next(below: handler.count)))
            }
        }
    }

    private func goOn(_ job: Job, _ worker: Int) {
        let isGone = unsafe job.isWatchful && job.exchange.pointee.isGone
        guard isGone || clock.nanoseconds >= job.endNanoseconds else { return }
        if isGone { abandonedCount += 1 }
        jobs[worker] = nil
        givenBackCount += 1
        unsafe handler.giveBack(job.exchange, worker: worker, answering: !isGone, to: loop)
    }

    private func takeUp(_ exchange: UnsafeMutablePointer<Exchange>) -> Job {
        let request = unsafe exchange.pointee.request
        let path = unsafe String(decoding: request.bytes(request.head.path), as: UTF8.self).split(separator: "/")
        lastNumbers[String(path[1])] = Int(path[2])
        let nanoseconds =
            switch random.next(below: 200) {
            // Others wait behind it, until their time is up or its own is.
            case 0: 50_000_000 + random.next(below: 300_000_000)
            case 1..<20: random.next(below: 5_000_000)
            default: random.next(below: 200_000)
            }
        return unsafe Job(
            exchange: exchange, endNanoseconds: clock.nanoseconds + UInt64(nanoseconds), isWatchful: random.next(below: 2) == 0)
    }
}
