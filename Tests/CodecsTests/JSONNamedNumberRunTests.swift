import Base
import Codecs
import TestSupport
import Testing

/// `JSONCursor.nextNumbers(named:)` beside the same object read member by member.
@Suite struct JSONNamedNumberRunTests {
    private static let names = [
        "a", "seven67", "eight678", "longer than a word", "ü", "", "f5", "f6", "twenty-two characters!",
    ]

    /// The members of the object `text`, which ends right before a page that may not be read, by name and bits; and the error.
    private func members(_ text: String, runs: Bool, runCount: inout Int) -> [String] {
        let guarded = GuardedBytes(Array(text.utf8))
        defer { withExtendedLifetime(guarded) {} }
        let spellings = JSONMemberSpellings(Self.names)
        defer { spellings.deallocate() }
        var members: [String] = []
        var place = 0
        var scratch = [UInt8](repeating: 0, count: text.utf8.count)
        unsafe scratch.withUnsafeMutableBufferPointer { scratch in
            do throws(JSONError) {
                let document = unsafe UnsafeBufferPointer(guarded.bytes.bindMemory(to: UInt8.self))
                var cursor = unsafe try JSONCursor(document, scratch: scratch)
                var token = JSONToken()
                var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
                try cursor.next(into: &token)
                guard token.kind == .object else { return members.append("no object") }
                while true {
                    if runs {
                        let count = takeRun(&cursor, spellings, place, &members)
                        runCount += count
                        place += count
                    }
                    guard unsafe try cursor.nextMember(name: &name, into: &token) else { break }
                    let member = unsafe String(decoding: name, as: UTF8.self)
                    if place < Self.names.count, member == Self.names[place] { place += 1 }
                    switch token.kind {
                    case .number: members.append("\(member)=\(token.number.bitPattern)")
                    case .array, .object:
                        members.append("\(member)=\(token.kind)")
                        try cursor.skipContainer()
                    default: members.append("\(member)=\(token.kind)")
                    }
                }
                try cursor.finish()
            } catch { members.append("\(error)") }
        }
        return members
    }

    private func takeRun(
        _ cursor: inout JSONCursor, _ spellings: JSONMemberSpellings, _ place: Int, _ members: inout [String]
    ) -> Int {
        var numbers = [Float](repeating: 42, count: Self.names.count + 1)
        let lower = [Float](repeating: -1000, count: Self.names.count)
        let upper = [Float](repeating: 1000, count: Self.names.count)
        let count = unsafe cursor.nextNumbers(
            named: spellings, from: place, into: &numbers, lowerBounds: lower, upperBounds: upper)
        #expect(numbers[count...].allSatisfy { $0 == 42 }, "nothing is written behind the run")
        members += (0..<count).map { "\(Self.names[place + $0])=\(numbers[$0].bitPattern)" }
        return count
    }

    @discardableResult
    private func expectAgreement(_ text: String, _ location: SourceLocation = #_sourceLocation) -> Int {
        var (runCount, none) = (0, 0)
        let byRuns = members(text, runs: true, runCount: &runCount)
        let byTokens = members(text, runs: false, runCount: &none)
        if byRuns != byTokens { Issue.record("\(text): \(byRuns), not \(byTokens)", sourceLocation: location) }
        return runCount
    }

    @Test(arguments: [
        "{}", "{ }", #"{"a":1}"#, #"{"a":1,"seven67":2}"#, #"{"a" :1,"seven67": 2}"#, #"{"a":1,"a":2}"#, #"{"seven67":1,"a":2}"#,
        #"{"a":1,"seven67":null,"eight678":3}"#, #"{"a":1,"b":2,"seven67":3}"#, #"{"a":1,}"#, #"{"a":1 "seven67":2}"#, #"{"a":}"#,
        #"{"a":1x}"#, #"{"a":2000,"seven67":1}"#, #"{"\u0061":1,"seven67":2}"#, #"{"a":1,"seven67"}"#, #"{"a":1]"#, #"{"a":01}"#,
        #"{"a":1,"seven6":2}"#, #"{"a":1,"seven678":2}"#, #"{,"a":1}"#, #"{"a":[1],"seven67":{"a":1}}"#,
    ])
    func `a run stops where only a member read alone tells what stands there`(text: String) {
        expectAgreement(text)
        expectAgreement(text + String(repeating: " ", count: 64))
    }

    @Test func `objects in the usual order are read in one run, and cut anywhere the same by runs and alone`() {
        let members = Self.names.enumerated().map { "\"\($1)\":\($0).25" }
        for separator in [",", ", ", "\n ,"] {
            let text = "{" + members.joined(separator: separator) + "}"
            #expect(expectAgreement(text + String(repeating: " ", count: 64)) == Self.names.count)
            for count in 0...text.count { expectAgreement(String(text.prefix(count))) }
        }
    }

    @Test func `random objects are the same by runs and alone`() {
        var random = TestSeed.random(0x72_75_6e_34)
        var runCount = 0
        for _ in 0..<20_000 {
            var members: [String] = []
            for (place, name) in Self.names.enumerated() {
                let value = ["1.5", "-2", "null", "5000", "\"x\"", "1e2", "[1]"][random.next(below: 12) % 7]
                switch random.next(below: 12) {
                case 0: continue
                case 1: members.append("\"other\(place)\":\(value)")
                case 2: members.append("\"\(Self.names[random.next(below: Self.names.count)])\":\(value)")
                default: members.append("\"\(name)\":\(value)")
                }
            }
            let padding = String(repeating: " ", count: random.next(below: 60))
            runCount += expectAgreement("{" + members.joined(separator: ",") + "}" + padding)
        }
        #expect(runCount > 20_000)
    }

    @Test func `a name that a document has to escape is never found in a run`() {
        let spellings = JSONMemberSpellings(["a\"b", "c\\d"])
        defer { spellings.deallocate() }
        let document = Array(("{\"a\"b\":1,\"c\\d\":2}" + String(repeating: " ", count: 64)).utf8)
        unsafe document.withUnsafeBufferPointer { document in
            guard
                var cursor = unsafe try? JSONCursor(document, scratch: UnsafeMutableBufferPointer(start: nil, count: 0))
            else { return }
            var token = JSONToken()
            #expect(throws: Never.self) { try cursor.next(into: &token) }
            var numbers: [Float] = [0, 0]
            for place in [0, 1] {
                let count = unsafe cursor.nextNumbers(
                    named: spellings, from: place, into: &numbers, lowerBounds: [-9, -9], upperBounds: [9, 9])
                #expect(count == 0)
            }
        }
    }
}
