/// Which column of a file holds which feature.
public struct ColumnMap: Sendable, Equatable {
    /// The column of each feature, or -1 where the file has none.
    public let columns: [Int]
    /// Features that the file does not have.
    public let absentFeatures: [Int]
    /// Columns that are neither a feature nor ignored.
    public let extraColumns: [Int]
    /// Columns that the caller said to ignore, such as the target or an identifier.
    public let ignoredColumns: [Int]

    /// The column of each feature, where the caller knows it; -1 for none.
    public init(columns: [Int], extraColumns: [Int] = [], ignoredColumns: [Int] = []) {
        self.columns = columns
        self.extraColumns = extraColumns
        self.ignoredColumns = ignoredColumns
        absentFeatures = columns.indices.filter { columns[$0] < 0 }
    }

    /// Matches names exactly. A feature is taken from its column even where the caller ignores that name.
    public init(header: [String], encoder: RowEncoder, ignoring ignored: [String] = []) {
        var columns = [Int](repeating: -1, count: encoder.featureCount)
        var extra: [Int] = []
        var ignoredColumns: [Int] = []
        let ignoredNames = TextTable(ignored)
        for (column, name) in header.enumerated() {
            if let feature = encoder.featureIndex(named: name) {
                columns[feature] = column
            } else if ignoredNames.index(of: name) >= 0 {
                ignoredColumns.append(column)
            } else {
                extra.append(column)
            }
        }
        self.columns = columns
        absentFeatures = columns.indices.filter { columns[$0] < 0 }
        extraColumns = extra
        self.ignoredColumns = ignoredColumns
    }
}
