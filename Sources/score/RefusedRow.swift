internal import Base
internal import Tabular

/// What the user is told of a row that ends the run.
struct RefusedRow {
    let contract: FeatureContract
    let columns: ColumnMap
    let path: String

    private static let shownCharacterCount = 40
    private static let shownCategoryCount = 5

    func failure(_ refused: RowEncoder.RefusedField, in block: CSVBlock) -> ScoreFailure {
        let line = block.line(ofRow: refused.row)
        guard let feature = refused.feature else {
            return ScoreFailure(InputError(path: path, line: line, reason: "has columns that are no feature of the model"))
        }
        let field = unsafe block.field(row: refused.row, column: columns.columns[feature])
        let found = Printable.quoted(unsafe String(decoding: field, as: UTF8.self), width: Self.shownCharacterCount)
        let reason =
            "found \(found), \(accepted(contract.features[feature], refused.violation)); --on-bad-row skip or null "
            + "goes on without the row"
        return ScoreFailure(InputError(path: path, line: line, column: contract.features[feature].name, reason: reason))
    }

    private func accepted(_ feature: Feature, _ violation: Violation) -> String {
        switch violation {
        case .unknownCategory:
            let names = feature.transforms.flatMap { transform -> [String] in
                switch transform {
                case .categoryMap(let names), .ordinalMap(let names): names
                case .identity: []
                }
            }
            let shown = names.prefix(Self.shownCategoryCount)
                .map { Printable.quoted($0, width: Self.shownCharacterCount) }.joined(separator: ", ")
            let more = names.count > Self.shownCategoryCount ? ", ..." : ""
            return "which is none of the model's \(names.count) categories (\(shown)\(more))"
        case .outOfRange:
            guard let range = feature.range else { return "which is out of range" }
            return "accepted is \(Printable.number(range.lowerBound)) to \(Printable.number(range.upperBound))"
        case .wrongType:
            let markers = contract.missingMarkers.map { Printable.quoted($0, width: Self.shownCharacterCount) }
            return "accepted is a number" + (markers.isEmpty ? "" : " or, for a missing one, \(markers.joined(separator: " "))")
        case .missingFeature: return "a value is needed"
        case .extraField: return "which is no feature of the model"
        }
    }
}
