import Bundles
import Forest
import ForestImport

/// The library's numbers beside the bundle's, row by row: margins by their bits, predictions by their distance.
///
/// The bundle's are those of the scorer that serves. Owns the memory of one block of rows.
final class GoldenComparison {
    /// A number that differs.
    struct Difference {
        var row: GoldenFile.Row
        /// `margin` or `prediction`.
        var what: String
        var output: Int
        var expected: Double
        var found: Double
    }

    private static let blockRowCount = 64
    /// Differences that are kept to be shown.
    private static let shownCountMax = 5
    /// A prediction further away than this (relative, but from 1 down absolute) is of another link, not of another `exp`.
    private static let toleranceFloat32 = 1e-5
    private static let toleranceFloat64 = 1e-12

    private let scorer: Scorer
    private let width: Arithmetic.Width
    private var coverage: ProbeCoverageMap
    private var block: [GoldenFile.Row] = []
    private var cases: [String: Certificate.Case] = [:]
    private var refusals: [String: Int] = [:]
    private(set) var differences: [Difference] = []
    private(set) var differingRowCount = 0
    private(set) var predictions: Certificate.Predictions

    init(_ bundle: Bundle) {
        scorer = bundle.scorer
        width = bundle.forest.arithmetic.sumWidth
        coverage = ProbeCoverageMap(bundle.forest)
        predictions = Certificate.Predictions(width: width, differenceMaxULPs: 0, equalCount: 0, count: 0)
    }

    func add(_ row: GoldenFile.Row) {
        var entry = cases[row.kind] ?? Certificate.Case(kind: row.kind, comparedCount: 0, refusedCount: 0)
        defer { cases[row.kind] = entry }
        if let refusal = row.refusal {
            entry.refusedCount += 1
            // The few reasons that there are; what follows is counted with the last of them.
            let isKnown = refusals[refusal] != nil || refusals.count < BundleLimits.certificateEntryCountMax - 1
            refusals[isKnown ? refusal : "other reasons", default: 0] += 1
            return
        }
        entry.comparedCount += 1
        coverage.mark(row.values)
        block.append(row)
        if block.count == Self.blockRowCount { finishBlock() }
    }

    /// Compares the rows that are still held.
    func finish() { finishBlock() }

    /// In the order of the kinds.
    var allCases: [Certificate.Case] { ProbeKind.allCases.compactMap { cases[$0.rawValue] } }
    var allRefusals: [Certificate.Refusal] {
        refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            Certificate.Refusal(reason: $0.key, rowCount: $0.value)
        }
    }
    var allCoverage: [Certificate.Coverage] {
        coverage.counts().map { Certificate.Coverage(kind: $0.kind.rawValue, metCount: $0.metCount, count: $0.count) }
    }

    private func finishBlock() {
        let outputCount = scorer.forest.outputCount
        var margins = [Double](repeating: 0, count: block.count * outputCount)
        score(into: &margins)
        var predictions = margins
        unsafe predictions.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            unsafe scorer.predictions(margins: start, rowCount: block.count, into: start)
        }
        for (index, row) in block.enumerated() {
            let start = index * outputCount
            compare(row, margins[start..<start + outputCount], predictions[start..<start + outputCount])
        }
        block.removeAll(keepingCapacity: true)
    }

    /// Rows of the model's own width, as the server has them.
    private func score(into margins: inout [Double]) {
        let stride = scorer.forest.featureCount
        let values = block.flatMap(\.values)
        unsafe margins.withUnsafeMutableBufferPointer { margins in
            guard let result = margins.baseAddress else { return }
            switch scorer.forest.arithmetic.inputWidth {
            case .float32:
                unsafe values.map { Float($0) }.withUnsafeBytes { rows in
                    guard let start = rows.baseAddress else { return }
                    unsafe scorer.margins(inputRows: start, rowCount: block.count, rowStride: stride, into: result)
                }
            case .float64:
                unsafe values.withUnsafeBytes { rows in
                    guard let start = rows.baseAddress else { return }
                    unsafe scorer.margins(inputRows: start, rowCount: block.count, rowStride: stride, into: result)
                }
            }
        }
    }

    private func compare(_ row: GoldenFile.Row, _ margins: ArraySlice<Double>, _ values: ArraySlice<Double>) {
        var differs = false
        for (output, (expected, found)) in zip(row.margins, margins).enumerated() where !Self.isSame(expected, found) {
            differs = true
            keep(Difference(row: row, what: "margin", output: output, expected: expected, found: found))
        }
        for (output, (expected, found)) in zip(row.predictions, values).enumerated() {
            predictions.count += 1
            let distance = distanceULPs(expected, found)
            if Self.isSame(expected, found) { predictions.equalCount += 1 }
            predictions.differenceMaxULPs = max(predictions.differenceMaxULPs, distance)
            guard isFar(expected, found) else { continue }
            differs = true
            keep(Difference(row: row, what: "prediction", output: output, expected: expected, found: found))
        }
        if differs { differingRowCount += 1 }
    }

    private func keep(_ difference: Difference) {
        if differences.count < Self.shownCountMax { differences.append(difference) }
    }

    /// NaN has many bits and one meaning.
    private static func isSame(_ left: Double, _ right: Double) -> Bool {
        left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
    }

    private func isFar(_ expected: Double, _ found: Double) -> Bool {
        if Self.isSame(expected, found) { return false }
        let tolerance = width == .float32 ? Self.toleranceFloat32 : Self.toleranceFloat64
        // An infinity is next to the largest number of its width.
        let largest = width == .float32 ? Double(Float.greatestFiniteMagnitude) : Double.greatestFiniteMagnitude
        let (left, right) = (min(max(expected, -largest), largest), min(max(found, -largest), largest))
        return !(abs(left / 2 - right / 2) <= tolerance * max(1, abs(left)) / 2)
    }

    /// Below the normal numbers there is no more precision to lose: a library that stops at 3e-39 is no further off than one that goes to 0.
    private func distanceULPs(_ left: Double, _ right: Double) -> Int {
        if Self.isSame(left, right) { return 0 }
        if left.isNaN || right.isNaN { return Int.max }
        let leastNormal = width == .float32 ? Double(Float.leastNormalMagnitude) : Double.leastNormalMagnitude
        if abs(left - right) < leastNormal { return 0 }
        let (difference, overflow) =
            width == .float32
            ? (Self.place(Float(left)) - Self.place(Float(right)), false)
            : Self.place(left).subtractingReportingOverflow(Self.place(right))
        return overflow ? Int.max : Int(difference.magnitude)
    }

    /// The number's place among all of its width, in ascending order; both zeros have one.
    private static func place(_ value: Float) -> Int {
        let magnitude = Int(value.magnitude.bitPattern)
        return value.sign == .minus ? -magnitude : magnitude
    }

    private static func place(_ value: Double) -> Int {
        let magnitude = Int(value.magnitude.bitPattern)
        return value.sign == .minus ? -magnitude : magnitude
    }
}
