import Base
import Glibc
import Logging
import TestSupport
import Testing

/// The two ends of a pipe whose reader is drained on demand.
@safe private final class Pipe {
    let writer: Int32
    private let reader: Int32

    init() {
        var ends: [Int32] = [0, 0]
        precondition(unsafe pipe(&ends) == 0, "pipe")
        (reader, writer) = (ends[0], ends[1])
    }

    deinit { close(reader) }

    /// What there is, after waiting for some; nothing at the end.
    func readSome() -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(reader, &block, block.count)
        return Array(block[..<max(count, 0)])
    }

    /// All that was written, after which nothing can be written any more.
    func readToEnd() -> [UInt8] {
        close(writer)
        var all: [UInt8] = []
        while true {
            let some = readSome()
            if some.isEmpty { return all }
            all += some
        }
    }
}

struct LineLogHandlerTests {
    /// 2026-11-21T14:21:55.123Z
    static let moment = 1_795_270_915_123

    private func line(
        _ format: LogFormat = .json, level: Logger.Level = .info, _ write: (Logger) -> Void
    ) -> String {
        let pipe = Pipe()
        let logger = Logger(label: "test") { _ in
            LineLogHandler(format: format, level: level, descriptor: pipe.writer, unixMilliseconds: { Self.moment })
        }
        write(logger)
        return String(decoding: pipe.readToEnd(), as: UTF8.self)
    }

    private let head = #"{"time":"2026-11-21T14:21:55.123Z","level":"info","event":"#

    @Test func `a record is one JSON object with its members by name`() {
        let text = line { $0.info("serving", metadata: ["version": .stringConvertible(1), "model": "iris"]) }
        #expect(text == head + #""serving","model":"iris","version":1}"# + "\n")
    }

    @Test func `a record is one line of words`() {
        let text = line(.text) {
            $0.warning("refused", metadata: ["bundle": "models/a b", "empty": "", "count": .stringConvertible(3), "is": "a=b"])
        }
        #expect(text == #"2026-11-21T14:21:55.123Z warning refused bundle="models/a b" count=3 empty="" is="a=b""# + "\n")
    }

    @Test func `numbers and booleans are such, lists and objects keep their shape`() {
        let text = line {
            $0.info(
                "x",
                metadata: [
                    "a": .stringConvertible(-7), "b": .stringConvertible(true), "c": .stringConvertible(0.25),
                    "d": .stringConvertible(Double.nan), "e": ["x", .stringConvertible(UInt64.max)], "f": ["k": "v"], "g": [:],
                    "h": .array([]),
                ])
        }
        #expect(
            text == head + #""x","a":-7,"b":true,"c":0.25,"d":"nan","e":["x",18446744073709551615],"f":{"k":"v"},"g":{},"h":[]}"#
                + "\n")
    }

    @Test func `nothing that is logged can begin a second line or hide on a terminal`() {
        let foreign = "a\nb\r\"\\\t\u{0}\u{1B}[2J\u{7F}\u{85}\u{2028}\u{202E}\u{E0001}é"
        let escaped = #"a\nb\r\"\\\t\u0000\u001b[2J\u007f\u0085\u2028\u202e\udb40\udc01é"#
        #expect(line { $0.info("x", metadata: ["k\n": .string(foreign)]) } == head + #""x","k\n":"\#(escaped)"}"# + "\n")
        let words = line(.text) { $0.info("e\nv", metadata: ["k": .string(foreign)]) }
        #expect(words == #"2026-11-21T14:21:55.123Z info "e\nv" k="\#(escaped)""# + "\n")
        let damaged = String(decoding: [0x61, 0xFF, 0x0A, 0xC3] as [UInt8], as: UTF8.self)
        #expect(line { $0.info("x", metadata: ["k": .string(damaged)]) } == head + "\"x\",\"k\":\"a\u{FFFD}\\n\u{FFFD}\"}\n")
    }

    @Test func `a name that every record has is told apart`() {
        let text = line { $0.info("x", metadata: ["time": "1", "level": "2", "event": "3", "truncated": "4"]) }
        #expect(text == head + #""x","event_":"3","level_":"2","time_":"1","truncated_":"4"}"# + "\n")
    }

    @Test func `an error is a member, and what is said last counts`() {
        struct Broken: Error, CustomStringConvertible { var description: String { "it is broken" } }
        let text = line { logger in
            var logger = logger
            logger[metadataKey: "a"] = "always"
            logger[metadataKey: "b"] = "always"
            logger.info("x", error: Broken(), metadata: ["b": "now"])
        }
        #expect(text == head + #""x","a":"always","b":"now","error":"it is broken"}"# + "\n")
    }

    @Test(arguments: LogFormat.allCases)
    func `a line is bounded, whole, and says that something is left out`(format: LogFormat) {
        let long = String(repeating: "\u{1}", count: 100_000)
        let text = line(format) { logger in
            logger.info(
                "\(long)",
                metadata: ["a": .string(long), "b": .string(long), "c": .string(long), "d": .string(long), "e": "short"])
        }
        #expect(text.utf8.count <= 4096)
        #expect(text.hasSuffix(format == .json ? ",\"e\":\"short\",\"truncated\":true}\n" : " e=short truncated=true\n"))
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
        #expect(text.contains("\\u0001…\""))
        let manyNames = line(format) { logger in
            logger.info("x", metadata: .init(uniqueKeysWithValues: (0..<5000).map { ("key\($0)", "value") }))
        }
        #expect(manyNames.utf8.count <= 4096 && manyNames.utf8.count > 4000)
    }

    @Test func `records below the level are not written`() {
        let text = line(level: .warning) { logger in
            logger.info("quiet")
            logger.error("loud")
        }
        #expect(text.split(separator: "\n").count == 1)
        #expect(text.contains("loud"))
    }

    @Test func `a handler with a limit does not wait for a reader that stands still, and writes again when it reads on`() {
        let pipe = Pipe()
        let logger = Logger(label: "test") { _ in LineLogHandler(descriptor: pipe.writer, waitMillisecondsMax: 1) }
        // Many times what a pipe holds: without the limit the first that finds it full waits for ever.
        for number in 0..<5_000 { logger.info("x", metadata: ["n": .stringConvertible(number), "text": .string(Self.longText)]) }
        let before = pipe.readSome()
        logger.info("read on")
        let after = pipe.readToEnd()
        let lines = String(decoding: before + after, as: UTF8.self).split(separator: "\n")
        #expect(lines.count > 1 && lines.count < 5_000)
        #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":\"") && $0.hasSuffix("}") }, "records are whole")
        #expect(lines.last?.contains(#""event":"read on""#) == true)
    }

    private static let longText = String(repeating: "a", count: 900)

    @Test func `records of two threads are never mixed`() {
        let pipe = Pipe()
        let handler = LineLogHandler(descriptor: pipe.writer, unixMilliseconds: { Self.moment })
        let recordCount = 2000
        // Long records, so that a line written in pieces would show.
        let texts = ["a", "b"].map { String(repeating: $0, count: 900) }
        let threads = texts.map { text in
            let logger = Logger(label: "test") { _ in handler }
            return SystemThread.started {
                for number in 0..<recordCount {
                    logger.info("x", metadata: ["n": .stringConvertible(number), "text": .string(text)])
                }
            }
        }
        // The pipe is smaller than what is written: it has to be read meanwhile.
        var next = [0, 0]
        var pending: [UInt8] = []
        while next.reduce(0, +) < 2 * recordCount {
            pending += pipe.readSome()
            while let end = pending.firstIndex(of: 0x0A) {
                let record = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                let writer = record.contains("\"aaa") ? 0 : 1
                let expected = head + #""x","n":\#(next[writer]),"text":"\#(texts[writer])"}"#
                if record != expected { Issue.record("a mixed record: \(record)") }
                next[writer] += 1
            }
        }
        for thread in threads { thread.join() }
        #expect(pipe.readToEnd() == [])
        #expect(next == [recordCount, recordCount])
    }
}
