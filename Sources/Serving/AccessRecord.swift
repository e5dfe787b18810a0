internal import Codecs

/// What the access log tells of one request, as its loop writes it down: numbers, and up to three texts behind them.
///
/// A record lies in a slot of an `AccessRing`. The loop copies what it has at hand; that it becomes a line of text is the matter of the
/// log's own thread.
struct AccessRecord {
    /// When the answer was whole, by `MonotonicClock`.
    var endNanoseconds: UInt64 = 0
    var stages = StageTimes()
    var writeNanoseconds: UInt64 = 0
    /// The trace that the request is part of; both 0 without one.
    var traceHigh: UInt64 = 0
    var traceLow: UInt64 = 0
    /// Who asked; `IPAddress.none` where that is not known.
    var client = IPAddress.none
    /// The model's place in its host; negative when the request reached none.
    var model: Int32 = -1
    var rowCount: UInt32 = 0
    var bodyByteCount: UInt32 = 0
    var answerByteCount: UInt32 = 0
    var status: UInt16 = 0
    /// By its number; `noReason` for an answer that refuses nothing.
    var reason = Self.noReason
    /// By its number; `noMethod` for what was no request.
    var method = Self.noMethod
    /// Bytes of each text that is kept, in the order of `Text`.
    var targetByteCount: UInt8 = 0
    var requestIDByteCount: UInt8 = 0
    var forwardedByteCount: UInt8 = 0
    /// Whether a text was longer than its place.
    var isCut = false

    static let noReason = UInt8.max
    static let noMethod = UInt8.max

    /// The texts of a record, each with the bytes that are kept of it at most.
    enum Text {
        static let targetByteCountMax = 160
        static let requestIDByteCountMax = 128
        static let forwardedByteCountMax = 64
    }

    /// Of a slot: the record, then its texts.
    static let slotByteCount = 512
    /// Where the texts begin.
    static let textOffset = 128

    /// The record at the beginning of a slot.
    static func at(_ slot: UnsafeMutableRawPointer) -> UnsafeMutablePointer<AccessRecord> {
        unsafe slot.assumingMemoryBound(to: AccessRecord.self)
    }

    /// Writes the record with its texts to a slot. The counts of the texts are set here.
    func write(
        to slot: UnsafeMutableRawPointer, target: UnsafeRawBufferPointer, requestID: UnsafeRawBufferPointer,
        forwarded: UnsafeRawBufferPointer
    ) {
        var record = self
        var text = unsafe slot + Self.textOffset
        func keep(_ bytes: UnsafeRawBufferPointer, _ byteCountMax: Int) -> UInt8 {
            let count = min(bytes.count, byteCountMax)
            if count < bytes.count { record.isCut = true }
            guard count > 0, let start = bytes.baseAddress else { return 0 }
            unsafe text.copyMemory(from: start, byteCount: count)
            unsafe text += count
            return UInt8(count)
        }
        record.targetByteCount = unsafe keep(target, Text.targetByteCountMax)
        record.requestIDByteCount = unsafe keep(requestID, Text.requestIDByteCountMax)
        record.forwardedByteCount = unsafe keep(forwarded, Text.forwardedByteCountMax)
        unsafe Self.at(slot).initialize(to: record)
    }
}
