import Base
import Network
import TestSupport

/// A loop on a simulated kernel and a virtual clock, perhaps with simulated workers.
struct Simulation {
    /// Requests of one run, of all kinds; `make test-full` asks for a million.
    static let requestCount = TestEnvironment.value("ESPALIER_SIMULATED_REQUESTS").flatMap { Int($0) } ?? 100_000
    static let clientCountMax = 48
    /// A round that has not come to its end by then never will.
    static let turnCountMax = 2_000_000

    let kernel: SimulatedKernel
    let loop: EventLoop

    init(
        _ random: inout SeededRandom, handler: EchoHandler = EchoHandler(), workerCount: Int = 0,
        limits: NetworkLimits = NetworkLimits()
    ) throws {
        kernel = SimulatedKernel(SeededRandom(seed: random.next()))
        let listener = try Listener.open(host: "127.0.0.1", port: 0, count: 1, backlog: 1)[0]
        loop = try EventLoop(
            listener: listener, handler: handler, workerCount: workerCount, limits: limits, clock: LoopClock(kernel.clock),
            system: kernel)
    }

    /// All that was taken is given back.
    var isEmpty: Bool {
        loop.connectionCount == 0 && loop.exchangeCount == 0 && loop.bufferByteCount == 0 && kernel.openSocketCount == 0
            && loop.counters.handedOverRequestCount == loop.counters.returnedRequestCount
    }

    /// Lets time pass for those who wait for its end.
    func pass(milliseconds: UInt64) {
        for _ in 0..<milliseconds / 500 where !isEmpty {
            kernel.clock.milliseconds += 500
            for _ in 0..<20 { loop.turn(timeoutMilliseconds: 0) }
        }
    }
}
