internal import Base
internal import Codecs

/// Spells records of the access log as lines of JSON. On the log's thread.
struct AccessLine {
    /// Milliseconds since 1970 at the monotonic clock's zero.
    let epochMilliseconds: Int
    /// By their places in the host.
    let models: [(name: String, version: Int)]

    /// Appends one line, its line feed included. `slot` holds a record with its texts.
    func write(_ slot: UnsafeRawPointer, listener: String, to text: inout ByteBuffer) {
        let record = unsafe slot.assumingMemoryBound(to: AccessRecord.self).pointee
        text.append("{\"time\":\"" as StaticString)
        text.append(TimeText.rfc3339(unixMilliseconds: epochMilliseconds + Int(record.endNanoseconds / 1_000_000)))
        text.append("\",\"listener\":\"" as StaticString)
        text.append(listener)
        text.append("\",\"status\":" as StaticString)
        text.append(Int(record.status))
        if let reason = RefusalReason(rawValue: record.reason) {
            text.append(",\"reason\":\"" as StaticString)
            text.append(reason.name)
            text.append(UInt8(ascii: "\""))
        }
        let texts = unsafe UnsafeRawBufferPointer(start: slot + AccessRecord.textOffset, count: record.textByteCount)
        unsafe writeRequest(record, texts, &text)
        if record.model >= 0 { writeModel(record, &text) }
        if record.isCut { text.append(",\"truncated\":true" as StaticString) }
        text.append("}\n" as StaticString)
    }

    private func writeRequest(_ record: AccessRecord, _ texts: UnsafeRawBufferPointer, _ text: inout ByteBuffer) {
        if let method = HTTPMethod(rawValue: record.method) {
            text.append(",\"method\":\"" as StaticString)
            text.append(method.name)
            text.append(UInt8(ascii: "\""))
        }
        if !record.client.isNone {
            begin("client", &text)
            text.append(UInt8(ascii: "\""))
            text.append(record.client)
            text.append(UInt8(ascii: "\""))
        }
        let requestID = Int(record.targetByteCount)
        let forwarded = requestID + Int(record.requestIDByteCount)
        unsafe append("target", texts[..<requestID], &text)
        unsafe append("request_id", texts[requestID..<forwarded], &text)
        unsafe append("forwarded_for", texts[forwarded...], &text)
        if record.traceHigh | record.traceLow != 0 {
            begin("trace_id", &text)
            text.append(UInt8(ascii: "\""))
            for word in [record.traceHigh, record.traceLow] {
                for shift in stride(from: UInt64(60), through: 0, by: -4) { text.append(Self.digit(UInt8(word >> shift & 15))) }
            }
            text.append(UInt8(ascii: "\""))
        }
        append("body_bytes", Int(record.bodyByteCount), &text)
        append("answer_bytes", Int(record.answerByteCount), &text)
        append("write_us", record.writeNanoseconds, &text)
    }

    private func writeModel(_ record: AccessRecord, _ text: inout ByteBuffer) {
        let model = models[Int(record.model)]
        text.append(",\"model\":\"" as StaticString)
        text.append(model.name)
        text.append(UInt8(ascii: "\""))
        append("version", model.version, &text)
        text.append(",\"variant\":\"default\"" as StaticString)
        append("rows", Int(record.rowCount), &text)
        append("queue_us", record.stages.queue, &text)
        append("parse_us", record.stages.parse, &text)
        append("score_us", record.stages.score, &text)
    }

    private static func digit(_ number: UInt8) -> UInt8 { number < 10 ? 0x30 + number : 0x57 + number }

    private func begin(_ name: StaticString, _ text: inout ByteBuffer) {
        text.append(",\"" as StaticString)
        text.append(name)
        text.append("\":" as StaticString)
    }

    private func append(_ name: StaticString, _ number: Int, _ text: inout ByteBuffer) {
        begin(name, &text)
        text.append(number)
    }

    /// In microseconds.
    private func append(_ name: StaticString, _ nanoseconds: UInt64, _ text: inout ByteBuffer) {
        begin(name, &text)
        text.append(Double(nanoseconds) / 1000)
    }

    /// What a client sent, when it sent any: printable ASCII as it is, every other byte as the character of its number, so that no line can
    /// hide or break another on a terminal.
    private func append(_ name: StaticString, _ bytes: Slice<UnsafeRawBufferPointer>, _ text: inout ByteBuffer) {
        if unsafe bytes.isEmpty { return }
        begin(name, &text)
        text.append(UInt8(ascii: "\""))
        for index in unsafe bytes.indices {
            let byte = unsafe bytes[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0x20...0x7E: text.append(byte)
            default:
                text.append("\\u00" as StaticString)
                text.append(Self.digit(byte >> 4))
                text.append(Self.digit(byte & 15))
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}

extension AccessRecord {
    fileprivate var textByteCount: Int { Int(targetByteCount) + Int(requestIDByteCount) + Int(forwardedByteCount) }
}

extension HTTPMethod {
    /// As it is spelled in a request; a method that is not known is `other`.
    fileprivate var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .connect: "CONNECT"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .patch: "PATCH"
        case .other: "other"
        }
    }
}
