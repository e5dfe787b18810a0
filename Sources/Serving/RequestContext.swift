internal import Base
internal import Codecs

/// What the request that is being answered is called, by itself and in its trace, and the field lines that repeat it in the answer.
///
/// An id that is given is taken when it is one that a header and a log line can repeat; else, and where every request is to have one, it is
/// 16 random bytes. A trace goes on with a span of our own; where the request is in none, none is begun, since nobody would collect it.
/// Requests without both fields cost one comparison. Thread rules: one thread.
@safe final class RequestContext {
    /// The trace with our own span as the parent of what it leads to; nil when the request is in none.
    private(set) var trace: TraceContext?

    private let choice: RequestIDChoice
    private var random: SeededRandom
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private var lineByteCount = 0
    private var idByteCount = 0

    private static let idName: StaticString = "X-Request-Id: "
    private static let traceName: StaticString = "traceparent: "
    /// `Retry-After` or `Server-Timing`, whose numbers have 20 digits at most.
    private static let otherLineByteCountMax = 128
    /// All lines with their line ends.
    static let lineByteCountMax =
        idName.utf8CodeUnitCount + RequestID.byteCountMax + 2 + traceName.utf8CodeUnitCount + TraceContext.byteCount + 2
        + otherLineByteCountMax

    init(_ choice: RequestIDChoice) {
        self.choice = choice
        var system = SystemRandomNumberGenerator()
        random = SeededRandom(seed: system.next())
        unsafe memory = .allocate(capacity: Self.lineByteCountMax)
        unsafe memory.initialize(repeating: 0)
    }

    deinit { unsafe memory.deallocate() }

    /// Field lines for the answer, each with its CR LF; valid until the next request.
    var lines: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: memory.baseAddress, count: lineByteCount) }

    /// The id of the request, empty when it has none; valid until the next request.
    var id: UnsafeRawBufferPointer {
        let start = Self.idName.utf8CodeUnitCount
        return unsafe UnsafeRawBufferPointer(start: memory.baseAddress.map { unsafe $0 + start }, count: idByteCount)
    }

    /// Takes over what the next request says. `message` begins with its head.
    @inline(__always)
    func begin(_ head: HTTPRequestHead, _ message: UnsafeRawBufferPointer) {
        trace = nil
        lineByteCount = 0
        idByteCount = 0
        guard choice != .off, choice == .always || !head.notedFields.isDisjoint(with: [.requestID, .traceParent]) else { return }
        unsafe read(head, message)
    }

    @inline(never)
    private func read(_ head: HTTPRequestHead, _ message: UnsafeRawBufferPointer) {
        let bytes = unsafe Span<UInt8>(_unsafeBytes: message)
        if choice == .always || head.notedFields.contains(.requestID) { writeID(head, bytes) }
        // Two of them are none (section 3.2.2.1 has one value).
        guard head.notedFields.contains(.traceParent), !head.repeatedFields.contains(.traceParent),
            var trace = TraceContext(bytes, head.traceParent)
        else { return }
        repeat { trace.parent = random.next() } while trace.parent == 0
        self.trace = trace
        append(Self.traceName)
        var room = unsafe UnsafeMutableBufferPointer(rebasing: memory[lineByteCount...]).mutableSpan
        trace.write(into: &room)
        lineByteCount &+= TraceContext.byteCount
        append("\r\n")
    }

    private func writeID(_ head: HTTPRequestHead, _ bytes: Span<UInt8>) {
        append(Self.idName)
        let start = lineByteCount
        if !head.repeatedFields.contains(.requestID), RequestID.isValid(bytes, head.requestID) {
            for index in Int(head.requestID.lowerBound)..<Int(head.requestID.upperBound) { append(bytes[index]) }
        } else {
            var room = unsafe UnsafeMutableBufferPointer(rebasing: memory[lineByteCount...]).mutableSpan
            RequestID.write(high: random.next(), low: random.next(), into: &room)
            lineByteCount &+= RequestID.ownByteCount
        }
        idByteCount = lineByteCount &- start
        append("\r\n")
    }

    /// When a request that is refused by load may come again.
    func addRetryAfter(seconds: Int) {
        append("Retry-After: ")
        append(UInt64(seconds))
        append("\r\n")
    }

    /// What a prediction took, in milliseconds with three places (W3C Server Timing).
    func addTiming(_ stages: StageTimes) {
        append("Server-Timing: queue;dur=")
        appendMilliseconds(stages.queue)
        append(", parse;dur=")
        appendMilliseconds(stages.parse)
        append(", score;dur=")
        appendMilliseconds(stages.score)
        append("\r\n")
    }

    private func appendMilliseconds(_ nanoseconds: UInt64) {
        let microseconds = nanoseconds / 1_000
        append(microseconds / 1_000)
        append(".")
        append(UInt8(ascii: "0") + UInt8(microseconds / 100 % 10))
        append(UInt8(ascii: "0") + UInt8(microseconds / 10 % 10))
        append(UInt8(ascii: "0") + UInt8(microseconds % 10))
    }

    private func append(_ number: UInt64) {
        var unit: UInt64 = 1
        while number / unit >= 10 { unit &*= 10 }
        while unit > 0 {
            append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
    }

    private func append(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { unsafe append(text.utf8Start[index]) }
    }

    private func append(_ byte: UInt8) {
        unsafe memory[lineByteCount] = byte
        lineByteCount &+= 1
    }
}
