import Codecs
import Scoring
import Testing

struct RunJournalTests {
    private static let description = RunDescription(
        model: "m", modelVersion: 3, manifestSHA256: String(repeating: "ab", count: 32),
        inputs: [
            .init(path: "a \"quoted\"\n.csv", byteCount: 12, modifiedNanoseconds: 5),
            .init(path: "b.csv", byteCount: 1 << 40, modifiedNanoseconds: 1_700_000_000_123_456_789),
        ], options: [.init("format", "csv"), .init("--margin", "yes")])

    private static func checkpoint(_ number: Int) -> RunCheckpoint {
        var checkpoint = RunCheckpoint()
        checkpoint.input = 1
        checkpoint.byteOffset = number * 1_000_000_007
        checkpoint.line = number + 2
        checkpoint.rowCount = number
        checkpoint.outputByteCount = number * 11
        checkpoint.contractCounts = [number, 0, Int.max]
        checkpoint.distributionEdges = [[0.1, 1e300, .infinity], []]
        return checkpoint
    }

    private static var bytes: [UInt8] {
        Array((RunJournal.line(description) + RunJournal.line(checkpoint(1)) + RunJournal.line(checkpoint(2))).utf8)
    }

    @Test func `what was written is read back, the last checkpoint counts`() throws {
        let contents = try #require(try RunJournal.contents(Self.bytes))
        #expect(contents.description == Self.description)
        #expect(contents.checkpoint == Self.checkpoint(2))
        #expect(contents.byteCount == Self.bytes.count)
        #expect(contents.description.differences(from: Self.description).isEmpty)
    }

    @Test func `a journal torn at any byte is read up to its last whole line`() throws {
        let bytes = Self.bytes
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        for length in 0...bytes.count {
            for tail in [[], [UInt8](repeating: 0, count: 9)] {
                let contents = try RunJournal.contents(Array(bytes[..<length]) + tail)
                let whole = ends.count { $0 <= length }
                guard whole > 0 else {
                    #expect(contents == nil)
                    continue
                }
                #expect(contents?.byteCount == ends[whole - 1])
                #expect(contents?.checkpoint == (whole == 1 ? nil : Self.checkpoint(whole - 1)))
            }
        }
    }

    @Test func `a line that is no checkpoint ends what is believed`() throws {
        let bytes = Array((RunJournal.line(Self.description) + RunJournal.line(Self.checkpoint(1)) + "{}\n").utf8)
        let contents = try RunJournal.contents(bytes + Array(RunJournal.line(Self.checkpoint(2)).utf8))
        #expect(contents?.checkpoint == Self.checkpoint(1))
    }

    @Test func `a first line of another version is an error`() {
        let text = RunJournal.line(Self.description).replacing("\"version\":1", with: "\"version\":2")
        #expect(throws: JSONFieldError.self) { try RunJournal.contents(Array(text.utf8)) }
    }

    @Test func `what differs is told by name`() {
        var other = Self.description
        other.inputs[1].byteCount = 7
        other.options[1].value = "no"
        other.manifestSHA256 = String(repeating: "0", count: 64)
        let differences = Self.description.differences(from: other)
        #expect(differences.count == 3)
        #expect(differences[1] == "b.csv has changed (1099511627776 bytes now, 7 then)")
        #expect(differences[2] == "--margin is now yes, it was no")
        other.inputs.removeLast()
        #expect(Self.description.differences(from: other)[1] == "the list of inputs is another (2 now, 1 then)")
    }
}
