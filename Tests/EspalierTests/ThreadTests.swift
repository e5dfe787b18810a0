import BundleTestSupport
import CEspalier
import TestSupport
import Testing

struct ThreadTests {
    @Test func `results do not depend on the number of threads`() throws {
        let rowCount = 9001
        var expected: [UInt64]?
        for threads: Int32 in 1...8 {
            let model = try OpenedModel(threads: threads)
            let rows = model.rows(rowCount, seed: 31_200)
            for asColumns in [false, true] {
                let bits = try PredictTests.predict(
                    model, rows, gap: 0, asColumns: asColumns, output: ESPALIER_PREDICTION, narrowOutput: false)
                if let expected { #expect(bits == expected, "\(threads) threads") } else { expected = bits }
            }
        }
    }

    @Test func `many threads call one model at the same time, with large batches and small ones`() async throws {
        let model = try OpenedModel(threads: 3)
        let rows = model.rows(5000, seed: 31_300)
        let expected = try PredictTests.predict(
            model, rows, gap: 0, asColumns: false, output: ESPALIER_MARGIN, narrowOutput: false)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for caller in 0..<8 {
                group.addTask {
                    for round in 0..<20 {
                        let count = (caller + round) % 3 == 0 ? 1 + round : rows.count - round
                        let bits = try PredictTests.predict(
                            model, Array(rows[..<count]), gap: caller % 2, asColumns: round % 4 == 0, output: ESPALIER_MARGIN,
                            narrowOutput: false)
                        guard bits.elementsEqual(expected.prefix(bits.count)) else { return false }
                    }
                    return true
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }

    @Test func `a model with threads is closed without having been used`() throws {
        for threads: Int32 in [1, 2, 5] { _ = try OpenedModel(threads: threads) }
    }
}
