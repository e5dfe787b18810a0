public import Base
internal import CLinux
internal import SystemPackage

/// Gives threads a processor each, in turn: with more threads than processors several share one.
public struct ProcessorTurns: Sendable {
    /// By their numbers.
    public let processors: [CInt]

    public init(_ processors: [CInt]) {
        precondition(!processors.isEmpty, "a processor at least")
        self.processors = processors
    }

    /// The processors that the calling thread may run on, ascending.
    public init() throws(SystemCallError) {
        var numbers = [CInt](repeating: 0, count: ProcessorCount.available)
        let count = unsafe clinux_processors(&numbers, CInt(numbers.count))
        guard count > 0 else { throw SystemCallError(call: "sched_getaffinity", errno: Errno(rawValue: -count)) }
        self.init(Array(numbers.prefix(Int(count))))
    }

    /// Has the thread, which is `number` among its kind, run on its processor from here on.
    public func pin(_ thread: SystemThread, number: Int) throws(SystemCallError) {
        let processor = processors[number % processors.count]
        let result = clinux_pin(thread.number, processor)
        guard result == 0 else {
            throw SystemCallError(
                call: "pthread_setaffinity_np", subject: "processor \(processor)", errno: Errno(rawValue: -result))
        }
    }
}
