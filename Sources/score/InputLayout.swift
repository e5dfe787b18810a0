internal import Records
internal import Tabular

/// What an input's columns are to the model and to the output. Inputs with the same columns share one.
final class InputLayout: Sendable {
    /// As the input has them; nil where records have members.
    let columnNames: [String]?
    let columnCount: Int?
    let columns: RecordColumns
    let kept: [RecordField]
    let rows: OutputRows
    let absentFeatures: [String]
    let ignoredColumns: [String]

    init(
        columnNames: [String]?, columnCount: Int?, columns: RecordColumns, kept: [RecordField], rows: OutputRows,
        absentFeatures: [String],
        ignoredColumns: [String]
    ) {
        self.columnNames = columnNames
        self.columnCount = columnCount
        self.columns = columns
        self.kept = kept
        self.rows = rows
        self.absentFeatures = absentFeatures
        self.ignoredColumns = ignoredColumns
    }
}
