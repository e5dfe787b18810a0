/// How a measurement goes, as it is told while it runs.
public struct LoadProgress: Sendable {
    public var nanoseconds: UInt64
    /// When the warm-up began, and the measured time begins and ends.
    public var beginNanoseconds: UInt64
    public var startNanoseconds: UInt64
    public var endNanoseconds: UInt64
    /// Requests that succeeded so far, the warm-up included; and errors.
    public var answeredCount: Int
    public var failedCount: Int
    public var live: LiveSnapshot

    public var isMeasuring: Bool { nanoseconds >= startNanoseconds }
}

/// Is told several times a second how a measurement goes; on the main thread. This one keeps it to itself.
open class LoadObserver {
    public init() {}

    open func observe(_ progress: LoadProgress) {}
    /// Nothing more comes of this measurement: what stood on the terminal has to go.
    open func end() {}
}
