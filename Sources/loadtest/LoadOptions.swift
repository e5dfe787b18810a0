import ArgumentParser

/// How much is sent, and for how long.
struct LoadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Connections that are kept busy, all threads together (default: 32); of an open loop, as many as may be opened (default: 1000).",
            valueName: "n"))
    var connections: Int?

    @Option(help: ArgumentHelp("The measured time: 10s, 500ms, 2m.", valueName: "time"))
    var duration = TimeSpan(milliseconds: 10_000)

    @Option(help: ArgumentHelp("Time before that, not measured.", valueName: "time"))
    var warmUp = TimeSpan(milliseconds: 1_000)

    @Option(help: ArgumentHelp("Threads that send; each has its share of the connections.", valueName: "n"))
    var threads = 1

    @Option(help: ArgumentHelp("For a connection to be made, and for a request to be answered.", valueName: "time"))
    var timeout = TimeSpan(milliseconds: 10_000)

    @Flag(help: "Never sleep while a request is to come: a processor for each thread, and no late wakening.")
    var spin = false

    /// Without --connections.
    static let closedConnectionCount = 32
    static let openConnectionCount = 1000
    static let connectionCountMax = 100_000
    static let threadCountMax = 256

    func validate() throws {
        let connections = self.connections ?? max(Self.closedConnectionCount, threads)
        try Self.check("--connections", connections, 1...Self.connectionCountMax)
        try Self.check("--threads", threads, 1...Self.threadCountMax)
        guard threads <= connections else {
            throw ValidationError("--threads \(threads): each needs a connection, and --connections is \(connections).")
        }
        try Self.check("--duration", duration, 10...86_400_000, "10ms to 24h")
        try Self.check("--warm-up", warmUp, 0...3_600_000, "0s to 1h")
        // Deadlines are looked at ten times a second.
        try Self.check("--timeout", timeout, 100...3_600_000, "100ms to 1h")
    }

    /// `available` is what the system allows for: a default goes no further.
    func connectionCount(isOpen: Bool, available: Int) -> Int {
        connections ?? max(threads, isOpen ? min(Self.openConnectionCount, available) : Self.closedConnectionCount)
    }

    private static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw ValidationError("\(name) \(value): a whole number from \(range.lowerBound) to \(range.upperBound) is accepted.")
        }
    }

    private static func check(_ name: String, _ value: TimeSpan, _ range: ClosedRange<Int>, _ words: String) throws {
        guard range.contains(value.milliseconds) else { throw ValidationError("\(name) \(value): \(words) is accepted.") }
    }
}
