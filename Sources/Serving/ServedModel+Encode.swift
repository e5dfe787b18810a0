internal import Tabular

extension ServedModel {
    /// A JSON string, by the rules of ``RowEncoder/encode(string:feature:row:)``.
    func encode(text: UnsafeBufferPointer<UInt8>, feature: Int, row: UnsafeMutableRawPointer) -> RowEncoder.Outcome {
        unsafe encoder.encode(string: text, feature: feature, row: row)
    }
}
