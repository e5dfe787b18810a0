internal import Bundles
internal import SystemPackage
internal import Tabular

extension ServedModel {
    /// Predicts a self test's rows one by one, as requests are predicted, and refuses a margin that is not the stored one bit for bit.
    ///
    /// The bundle's reader has compared them as a block of rows, before the model was made ready for requests: this is the proof of
    /// what stands on the way of a request.
    func checkSelfPredictions(_ selfTest: Manifest.SelfTest) throws(BundleError) {
        for (row, values) in selfTest.rows.enumerated() {
            precondition(values.count == featureCount, "a row of the model")
            let margins = margins(ofRow: values)
            for (output, stored) in selfTest.margins[row].enumerated() where margins[output].bitPattern != stored.bitPattern {
                throw BundleError(
                    bundle: bundle.path.string, file: BundleFile.manifest, field: "self_test.margins[\(row)][\(output)]",
                    reason: "is \(stored), but the scorer that serves computes \(margins[output]); accepted are equal bits")
            }
        }
    }

    private func margins(ofRow values: [Double]) -> [Double] {
        var margins = [Double](repeating: 0, count: outputCount)
        var predictions = margins
        unsafe margins.withUnsafeMutableBufferPointer { margins in
            unsafe predictions.withUnsafeMutableBufferPointer { predictions in
                guard let margins = margins.baseAddress, let predictions = predictions.baseAddress else { return }
                func score(_ row: UnsafeRawBufferPointer) {
                    guard let row = row.baseAddress else { return }
                    unsafe self.score(row, rowCount: 1, margins: margins, predictions: predictions)
                }
                switch encoder.width {
                case .float32: unsafe values.map { Float($0) }.withUnsafeBytes(score)
                case .float64: unsafe values.withUnsafeBytes(score)
                }
            }
        }
        return margins
    }
}
