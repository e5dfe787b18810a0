import Forest
import TestSupport

/// The bits of the margins of some rows, by the kernel or by the oracle, so that they can be compared.
@safe struct ScoredRows: Equatable {
    var margins: [UInt64]

    init(_ rows: [[Double]], byReference ensemble: TreeEnsemble) {
        let reference = ReferenceScorer(ensemble)
        margins = rows.flatMap { reference.margins($0).map(\.bitPattern) }
    }

    init(_ rows: [[Double]], by scorer: Scorer) {
        unsafe self.init(rows, by: scorer) { start, count, stride, margins in
            unsafe scorer.margins(rows: start, rowCount: count, rowStride: stride, into: margins)
        }
    }

    init(_ rows: [[Float]], by scorer: Scorer) {
        unsafe self.init(rows, by: scorer) { start, count, stride, margins in
            unsafe scorer.margins(rows: start, rowCount: count, rowStride: stride, into: margins)
        }
    }

    // The rows end right before a page that may not be touched, and lie a little apart.
    private init<Element: BitwiseCopyable>(
        _ rows: [[Element]], by scorer: Scorer,
        _ score: (UnsafePointer<Element>, Int, Int, UnsafeMutablePointer<Double>) -> Void
    ) {
        let forest = scorer.forest
        let stride = forest.featureCount + rows.count % 3
        let last = max(rows.count - 1, 0)
        let elementCount = rows.isEmpty ? 0 : last * stride + forest.featureCount
        let guarded = GuardedBytes([UInt8](repeating: 0xFF, count: elementCount * MemoryLayout<Element>.stride))
        let start = unsafe guarded.bytes.baseAddress!.assumingMemoryBound(to: Element.self)
        for (row, values) in rows.enumerated() {
            for (feature, value) in values.enumerated() { unsafe start[row * stride + feature] = value }
        }
        var margins = [Double](repeating: .nan, count: rows.count * forest.outputCount + 1)
        unsafe margins.withUnsafeMutableBufferPointer { margins in
            unsafe score(start, rows.count, stride, margins.baseAddress!)
        }
        precondition(margins.removeLast().isNaN, "a margin too many was written")
        self.margins = margins.map(\.bitPattern)
    }
}
