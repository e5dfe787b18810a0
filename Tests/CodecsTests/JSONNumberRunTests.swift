import Base
import Codecs
import TestSupport
import Testing

/// `JSONCursor.nextNumbers` beside the same array read token by token.
@Suite struct JSONNumberRunTests {
    /// What became of a document: its numbers by their bits, everything else by what it is, the error at the end.
    private struct Walk: Equatable {
        var elements: [String] = []
        var error: JSONError?
        /// Elements that came in runs.
        var runCount = 0
    }

    private enum Width { case float, double }

    /// Reads the array `text`, which ends right before a page that may not be read. With runs, each starts where a token ended.
    private func walk(
        _ text: [UInt8], _ width: Width, runs: Bool, bounds: ClosedRange<Double> = -.infinity ... .infinity, countMax: Int = 64
    ) -> Walk {
        let guarded = GuardedBytes(text)
        var walk = Walk()
        var scratch = [UInt8](repeating: 0, count: text.count)
        defer { withExtendedLifetime(guarded) {} }
        unsafe scratch.withUnsafeMutableBufferPointer { scratch in
            do throws(JSONError) {
                let document = unsafe UnsafeBufferPointer(guarded.bytes.bindMemory(to: UInt8.self))
                var cursor = unsafe try JSONCursor(document, scratch: scratch)
                var token = JSONToken()
                try cursor.next(into: &token)
                guard token.kind == .array else { return walk.elements.append("no array") }
                while true {
                    if runs { takeRun(&cursor, width, bounds, countMax, &walk) }
                    guard try cursor.nextElement(into: &token) else { break }
                    switch token.kind {
                    case .number: walk.elements.append(unsafe spelled(token.text, width))
                    case .array, .object:
                        walk.elements.append("\(token.kind)")
                        try cursor.skipContainer()
                    default: walk.elements.append("\(token.kind)")
                    }
                }
                try cursor.finish()
            } catch { walk.error = error }
        }
        return walk
    }

    private func takeRun(
        _ cursor: inout JSONCursor, _ width: Width, _ bounds: ClosedRange<Double>, _ countMax: Int, _ walk: inout Walk
    ) {
        switch width {
        case .float:
            var numbers = [Float](repeating: 42, count: countMax + 1)
            let lower = [Float](repeating: Float(bounds.lowerBound), count: countMax)
            let upper = [Float](repeating: Float(bounds.upperBound), count: countMax)
            let count = unsafe cursor.nextNumbers(into: &numbers, lowerBounds: lower, upperBounds: upper, countMax: countMax)
            #expect(numbers[count...].allSatisfy { $0 == 42 }, "nothing is written behind the run")
            walk.elements += numbers[..<count].map { "\($0.bitPattern)" }
            walk.runCount += count
        case .double:
            var numbers = [Double](repeating: 42, count: countMax + 1)
            let lower = [Double](repeating: bounds.lowerBound, count: countMax)
            let upper = [Double](repeating: bounds.upperBound, count: countMax)
            let count = unsafe cursor.nextNumbers(into: &numbers, lowerBounds: lower, upperBounds: upper, countMax: countMax)
            #expect(numbers[count...].allSatisfy { $0 == 42 }, "nothing is written behind the run")
            walk.elements += numbers[..<count].map { "\($0.bitPattern)" }
            walk.runCount += count
        }
    }

    private func spelled(_ text: UnsafeBufferPointer<UInt8>, _ width: Width) -> String {
        switch width {
        case .float: "\(unsafe NumberParser.float(text)!.bitPattern)"
        case .double: "\(unsafe NumberParser.double(text)!.bitPattern)"
        }
    }

    /// Both widths, by runs and by tokens, must agree; returns how many numbers came in runs.
    @discardableResult
    private func expectAgreement(_ text: String, countMax: Int = 64, _ location: SourceLocation = #_sourceLocation) -> Int {
        var runCount = 0
        for width in [Width.float, .double] {
            var byRuns = walk(Array(text.utf8), width, runs: true, countMax: countMax)
            let byTokens = walk(Array(text.utf8), width, runs: false)
            runCount = byRuns.runCount
            byRuns.runCount = 0
            if byRuns != byTokens { Issue.record("\(text): \(byRuns), not \(byTokens)", sourceLocation: location) }
        }
        return runCount
    }

    @Test(arguments: [
        "[]", "[ ]", "[1]", "[1,2,3]", "[ 1 , -2.5\n,\t0.125 ]", "[0,-0,0.0,-0.0,00]", "[01]", "[-]", "[-01]", "[1.]", "[1.,2]",
        "[.5]",
        "[1,]", "[,1]", "[1 2]", "[1,,2]", "[1", "[1,", "[1.5e3,1E-2,2e+1,1e,3]", "[1.5e400,-1e400,1e-400]", "[1x]", "[1,x]",
        "[+1]",
        "[1,null,2,\"3\",4,[5],6,{\"a\":7},8,true,9]", "[1}", "[9007199254740993,9007199254740992.5]", "[-Infinity]", "[NaN,1]",
        "[1234567,12345678,123456789,1234567890123456789,12345678901234567890]", "[16777217,16777217.0000000001,8388608.5]",
        "[0.1,0.12,0.1234567,0.12345678,0.123456789,0.1234567890123456,0.12345678901234567,0.1234567890123456789012]",
        "[1.00000017881393432617187499,1.00000017881393432617187501,0.0000000000000000001]", "[1 ,2 ]\n", "[1] x",
        "[1/2]", "[1:2]", "[1\u{e9}]", "[1.5.5]", "[1-2]", "[1e5e5]",
    ])
    func `a run stops where only a token tells what stands there`(text: String) {
        expectAgreement(text)
        // Far from the document's end numbers are read by whole words.
        expectAgreement(text + String(repeating: " ", count: 64))
    }

    @Test func `random arrays, cut anywhere, are the same by runs and by tokens`() {
        var random = TestSeed.random(0x72_75_6e_31)
        var runCount = 0
        for _ in 0..<5_000 {
            let elements = (0..<random.next(below: 12)).map { _ in element(&random) }
            let separator = [",", ", ", " ,", "\n,\t"][random.next(below: 4)]
            var text = "[" + elements.joined(separator: separator) + "]"
            if random.next(below: 4) == 0 { text = String(text.prefix(random.next(below: text.count + 1))) }
            runCount += expectAgreement(text, countMax: 1 + random.next(below: 8))
            runCount += expectAgreement(text + String(repeating: "\n", count: random.next(below: 60)))
        }
        #expect(runCount > 10_000)
    }

    @Test func `numbers of every count of digits before and behind the point are rounded once`() {
        var random = TestSeed.random(0x72_75_6e_32)
        for wholeCount in 1...20 {
            for fractionCount in 0...25 {
                let numbers = (0..<40).map { _ in digits(&random, wholeCount, fractionCount) }
                #expect(expectAgreement("[" + numbers.joined(separator: ",") + "]" + padding) == 40)
            }
        }
    }

    @Test func `at, just below and just above the midpoint between two floats a float is not rounded twice`() {
        var random = TestSeed.random(0x72_75_6e_33)
        for _ in 0..<20_000 {
            // A midpoint with few enough digits to be read by words: an odd number of 25 bits, halved a few times.
            let odd = (random.next() >> 40 | 1 << 23) * 2 + 1
            let halvings = random.next(below: 11)
            var mantissa = odd
            for _ in 0..<halvings { mantissa *= 5 }
            // Between the midpoint and the nearest doubles, when there are digits left for it.
            let extra = random.next(below: 4)
            for _ in 0..<extra { mantissa *= 10 }
            let digitCount = halvings + extra
            let numbers = [mantissa - 1, mantissa, mantissa + 1].map { point("\($0)", digitCount) }
            #expect(expectAgreement("[" + numbers.joined(separator: ",") + "]" + padding) == 3)
        }
    }

    @Test func `a number out of its bounds is left to a token, and a NaN among the bounds lets none pass`() {
        let text = Array(("[0,10,-1,5,11,1e0,10.000001]" + padding).utf8)
        for width in [Width.float, .double] {
            let byTokens = walk(text, width, runs: false)
            var byRuns = walk(text, width, runs: true, bounds: 0...10)
            #expect(byRuns.runCount == 4)
            byRuns.runCount = 0
            #expect(byRuns == byTokens)
        }
        var numbers: [Float] = [7, 7]
        let document = Array("[1,2]".utf8)
        unsafe document.withUnsafeBufferPointer { document in
            guard
                var cursor = unsafe try? JSONCursor(document, scratch: UnsafeMutableBufferPointer(start: nil, count: 0))
            else { return }
            var token = JSONToken()
            #expect(throws: Never.self) { try cursor.next(into: &token) }
            let count = unsafe cursor.nextNumbers(
                into: &numbers, lowerBounds: [-.infinity, .nan], upperBounds: [.infinity, .nan], countMax: 2)
            #expect(count == 1 && numbers == [1, 7])
        }
    }

    private let padding = String(repeating: " ", count: 64)

    private func element(_ random: inout SeededRandom) -> String {
        let others = ["null", "true", "\"a\"", "[1]", "{}", "1e5", "-2.5E-3", "01", "-", "1.", "NaN", "", "0.5e", "1 1"]
        switch random.next(below: 12) {
        case 0: return others[random.next(below: others.count)]
        case 1: return "\(Double(bitPattern: random.next()))"
        case 2: return "\(Float(random.nextUnit()))"
        case 3: return "\(random.nextUnit())"
        case 4: return "\(Int(truncatingIfNeeded: random.next()) >> random.next(below: 64))"
        default: return digits(&random, 1 + random.next(below: 3), random.next(below: 9))
        }
    }

    private func digits(_ random: inout SeededRandom, _ wholeCount: Int, _ fractionCount: Int) -> String {
        var text = random.next(below: 3) == 0 ? "-" : ""
        for place in 0..<wholeCount {
            text += "\(place == 0 && wholeCount > 1 ? 1 + random.next(below: 9) : random.next(below: 10))"
        }
        if fractionCount > 0 { text += "." }
        for _ in 0..<fractionCount { text += "\(random.next(below: 10))" }
        return text
    }

    /// The whole number with a point before its last `digitCount` digits.
    private func point(_ digits: String, _ digitCount: Int) -> String {
        guard digitCount > 0 else { return digits }
        let padded = String(repeating: "0", count: max(0, digitCount + 1 - digits.count)) + digits
        return padded.dropLast(digitCount) + "." + padded.suffix(digitCount)
    }
}
