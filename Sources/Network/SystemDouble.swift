internal import CLinux

/// Stands in for the system in tests: every call that a loop makes is offered to it first.
///
/// Each method answers as the kernel does, with a result or a negative error number, or with nil to have the real call made, which is what
/// they do here. Given to a loop at its making; used on the loop's thread only.
open class SystemDouble {
    /// What `wait` reports of one descriptor: the token that it was registered with, and epoll's bits.
    public struct Readiness {
        public var token: UInt64
        public var events: UInt32

        public init(token: UInt64, events: UInt32) {
            self.token = token
            self.events = events
        }

        public static let readable = UInt32(CLINUX_READABLE)
        public static let writable = UInt32(CLINUX_WRITABLE)
        public static let error = UInt32(CLINUX_ERROR)
        public static let hangUp = UInt32(CLINUX_HANGUP)
        /// The peer has sent its last byte.
        public static let peerFinished = UInt32(CLINUX_PEER_FINISHED)
    }

    public init() {}

    open func receive(_ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer) -> Int? { nil }
    open func send(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int? { nil }
    open func accept(_ listener: CInt) -> Int? { nil }
    open func connect() -> Int? { nil }
    open func shutdownWrite(_ descriptor: CInt) -> Int? { nil }
    open func close(_ descriptor: CInt) -> Int? { nil }

    open func createEpoll() -> Int? { nil }
    open func register(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) -> Int? { nil }
    open func modify(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) -> Int? { nil }
    /// At most `countMax` reports; none after the timeout, which is none when negative.
    open func wait(_ epoll: CInt, countMax: Int, timeoutNanoseconds: Int) -> [Readiness]? { nil }
}
