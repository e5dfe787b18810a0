internal import Bundles
internal import SystemPackage

extension ServedModel {
    /// Predicts a self test's rows one by one, as requests are predicted, and refuses a margin that is not the stored one bit for bit.
    ///
    /// The bundle's reader has compared them as a block of rows, before the model was made ready for requests: this is the proof of
    /// what stands on the way of a request.
    func checkSelfPredictions(_ selfTest: Manifest.SelfTest) throws(BundleError) {
        var margins = [Double](repeating: 0, count: outputCount)
        var predictions = margins
        for (row, values) in selfTest.rows.enumerated() {
            precondition(values.count == featureCount, "a row of the model")
            // Inputs of requests are float32 numbers.
            let values = values.map { Float($0) }
            unsafe values.withUnsafeBufferPointer { values in
                unsafe margins.withUnsafeMutableBufferPointer { margins in
                    unsafe predictions.withUnsafeMutableBufferPointer { predictions in
                        guard let values = values.baseAddress, let margins = margins.baseAddress,
                            let predictions = predictions.baseAddress
                        else { return }
                        unsafe score(values, rowCount: 1, margins: margins, predictions: predictions)
                    }
                }
            }
            for (output, stored) in selfTest.margins[row].enumerated() where margins[output].bitPattern != stored.bitPattern {
                throw BundleError(
                    bundle: bundle.path.string, file: BundleFile.manifest, field: "self_test.margins[\(row)][\(output)]",
                    reason: "is \(stored), but the scorer that serves computes \(margins[output]); accepted are equal bits")
            }
        }
    }
}
