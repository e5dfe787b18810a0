internal import Forest

/// The proof that this machine computes as the trainer's did: the self test's rows through the scorer, compared by bits.
struct SelfTestRun {
    private let selfTest: Manifest.SelfTest

    init(_ manifest: Manifest) { selfTest = manifest.selfTest }

    /// The rows must have the forest's width, which `ManifestAgreement` has checked.
    func check(_ scorer: Scorer, bundle: String) throws(BundleError) {
        let outputCount = scorer.forest.outputCount
        let rows = selfTest.rows.flatMap { $0 }
        var margins = [Double](repeating: 0, count: selfTest.rows.count * outputCount)
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                guard let start = rows.baseAddress, let result = margins.baseAddress else { return }
                unsafe scorer.margins(
                    rows: start, rowCount: selfTest.rows.count, rowStride: scorer.forest.featureCount, into: result)
            }
        }
        for (row, stored) in selfTest.margins.enumerated() {
            for (output, expected) in stored.enumerated() {
                let computed = margins[row * outputCount + output]
                guard computed.bitPattern != expected.bitPattern else { continue }
                throw BundleError(
                    bundle: bundle, file: BundleFile.manifest, field: "self_test.margins[\(row)][\(output)]",
                    reason: "is \(expected), but this machine computes \(computed); accepted are equal bits")
            }
        }
    }
}
