import Base
import Tabular
import TestSupport
import Testing

/// What CTabular finds, with every instruction set that this CPU has, against readings byte by byte.
@Suite struct CSVInstructionsTests {
    @Test(arguments: TextInstructions.available)
    func `Every document reads as the oracle reads it`(instructions: TextInstructions) {
        for document in CSVReaderTests.documents {
            let bytes = Array(document.utf8)
            for blockByteCount in [1, 7, bytes.count, bytes.count + 2] {
                CSVComparison.check(bytes, blockByteCount: blockByteCount, instructions: instructions)
            }
        }
    }

    @Test(arguments: TextInstructions.available)
    func `Random tables read as the oracle reads them, faults in the middle among them`(instructions: TextInstructions) {
        var random = TestSeed.random(0xF1E1D)
        for _ in 0..<600 {
            let columnCount = 1 + random.next(below: 5)
            let rowCount = random.next(below: 60)
            let bytes = Self.table(columnCount: columnCount, rowCount: rowCount, &random)
            CSVComparison.check(bytes, blockByteCount: 16 + random.next(below: 600), instructions: instructions)
        }
    }

    /// Mostly regular lines, now and then one with quotes, a fault or another count of fields.
    private static func table(columnCount: Int, rowCount: Int, _ random: inout SeededRandom) -> [UInt8] {
        var bytes = Array((0..<columnCount).map { "c\($0)" }.joined(separator: ",").utf8)
        let lineEnd: [UInt8] = random.next(below: 3) == 0 ? [0x0D, 0x0A] : [0x0A]
        let oddPieces = ["\"a\"", "\"a,b\"", "\"x\"\"y\"", "\"l\nl\"", "5\"", "\"\"", "\"r\r\""]
        let faults = ["\"q\" ", "\r", "\0", "\"u", ",", "\n\n"]
        let oddness = random.next(below: 3)
        for _ in 0..<rowCount {
            bytes += lineEnd
            for column in 0..<columnCount {
                if column > 0 { bytes.append(UInt8(ascii: ",")) }
                let dice = random.next(below: 200)
                if oddness > 0, dice < 10 {
                    bytes += Array(oddPieces[random.next(below: oddPieces.count)].utf8)
                } else if oddness > 1, dice == 10 {
                    bytes += Array(faults[random.next(below: faults.count)].utf8)
                } else {
                    for _ in 0..<random.next(below: 9) { bytes.append(UInt8(ascii: "0") + UInt8(random.next(below: 10))) }
                }
            }
        }
        return random.next(below: 2) == 0 ? bytes : bytes + lineEnd
    }
}
