import ArgumentParser
import SystemPackage
import Tabular

/// A CSV file of numbers as rows of float32 in memory, read as `train` and `score` read theirs.
struct NumericTable {
    let columnNames: [String]
    let rowCount: Int
    /// Row-major, one float per column; NaN is missing.
    let values: [Float]

    init(path: String) throws {
        var reader = try CSVReader(path: FilePath(path))
        let contract = FeatureContract(
            features: reader.header.map { Feature(name: $0, kind: .numeric, transforms: [.identity]) },
            missingMarkers: FeatureContract.defaultMissingMarkers, policy: .observe)
        let encoder = RowEncoder(contract)
        let columns = ColumnMap(header: reader.header, encoder: encoder)
        var counts = ContractCounts(featureCount: encoder.featureCount)
        var values: [Float] = []
        var accepted: [Bool] = []
        let width = encoder.featureCount
        while try reader.readBlock() {
            let start = values.count
            let rowCount = reader.rowCount
            values.append(contentsOf: repeatElement(0, count: rowCount * width))
            if accepted.count < rowCount { accepted = [Bool](repeating: true, count: rowCount) }
            let refused = unsafe values.withUnsafeMutableBufferPointer { values in
                unsafe accepted.withUnsafeMutableBufferPointer { accepted in
                    unsafe encoder.encodeRows(
                        of: reader.block, rows: 0..<rowCount, columns: columns,
                        into: UnsafeMutableBufferPointer(rebasing: values[start...]), stride: width, accepted: accepted,
                        counts: &counts)
                }
            }
            if let refused {
                throw ValidationError("\(path): row \(reader.firstRow + refused.row) has a field that is no number")
            }
        }
        columnNames = reader.header
        rowCount = values.count / max(width, 1)
        self.values = values
    }
}
