public import Tabular

/// The columns of a table that a model is trained, measured or evaluated on: all its features must be there.
public struct TableColumns {
    public let map: ColumnMap
    private let contract: FeatureContract
    private let path: String

    /// `ignored` are columns that are no features, such as the target. `purpose` ends the message of what is missing.
    public init(
        header: [String], encoder: RowEncoder, ignoring ignored: [String], path: String, purpose: String
    ) throws(InputError) {
        map = ColumnMap(header: header, encoder: encoder, ignoring: ignored)
        contract = encoder.contract
        self.path = path
        guard map.absentFeatures.isEmpty else {
            let names = map.absentFeatures.map { "\"\(encoder.contract.features[$0].name)\"" }.joined(separator: ", ")
            throw InputError(path: path, reason: "the header lacks \(names); \(purpose)")
        }
    }

    /// What the user is told of a field that is refused.
    public func refusal(_ refused: RowEncoder.RefusedField, _ block: CSVBlock) -> InputError {
        let line = block.line(ofRow: refused.row)
        guard let feature = refused.feature else {
            return InputError(path: path, line: line, reason: "the record has fields that are no feature")
        }
        let field = unsafe block.field(row: refused.row, column: map.columns[feature])
        let text = unsafe String(decoding: field.prefix(64), as: UTF8.self)
        return InputError(
            path: path, line: line, column: contract.features[feature].name,
            reason: "found \"\(text)\" where a number or a missing marker is accepted")
    }
}

extension FeatureContract {
    /// For tables of which every record counts: strict is for who scores.
    public var readingEveryRecord: FeatureContract {
        var readable = self
        if readable.policy == .strict { readable.policy = .observe }
        return readable
    }
}
