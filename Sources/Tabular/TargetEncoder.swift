/// Reads the target column of another file by the classes of the first: for validation and test files.
public final class TargetEncoder: Sendable {
    public let task: LearningTask
    private let path: String
    private let name: String
    private let column: Int
    private let reader: FieldReader
    private let labels: TextTable
    private let labelList: String
    /// The classes as numbers, when all are.
    private let labelValues: [Double]?

    /// An encoder for the file named `path` with that header; throws when it has no column of the target's name.
    public init(
        _ target: TargetProfile, missingMarkers: [String], header: [String], path: String
    ) throws(InputError) {
        guard let column = header.firstIndex(spelled: target.name) else {
            throw InputError(
                path: path,
                reason: "the target \"\(target.name)\" is not there; the columns are \(TargetProfiler.list(header, countMax: 50))"
            )
        }
        let reader = FieldReader(missingMarkers: missingMarkers)
        self.column = column
        self.path = path
        self.reader = reader
        name = target.name
        task = target.task
        labels = TextTable(target.classLabels)
        labelList = TargetProfiler.list(target.classLabels)
        var values: [Double] = []
        for label in target.classLabels {
            if let value = reader.double(label) { values.append(value) }
        }
        labelValues = values.count == target.classLabels.count ? values : nil
    }

    /// Appends the class of every record of the block, or `TargetProfile.dropped`. A class that the training file does not have is
    /// an error.
    public func appendClasses(of block: CSVBlock, to classes: inout [UInt32]) throws(InputError) {
        for row in 0..<block.rowCount {
            let text = unsafe block.field(row: row, column: column)
            let found = unsafe labels.index(of: text)
            if found >= 0 {
                classes.append(UInt32(found))
                continue
            }
            var value = Double.nan
            let reading = unsafe reader.number(text, &value)
            if reading == .missing {
                classes.append(TargetProfile.dropped)
            } else if let index = labelValues?.firstIndex(of: value) {
                classes.append(UInt32(index))
            } else {
                throw InputError(
                    path: path, line: block.line(ofRow: row), column: name,
                    reason: unsafe "found \(ColumnProfiler.quoted(text)), which is no class of the model; accepted: "
                        + labelList)
            }
        }
    }

    /// Appends the value of every record of the block, NaN where it is missing.
    public func appendValues(of block: CSVBlock, to values: inout [Double]) throws(InputError) {
        for row in 0..<block.rowCount {
            let text = unsafe block.field(row: row, column: column)
            var value = Double.nan
            let reading = unsafe reader.number(text, &value)
            guard reading != .notNumber, !Float(value).isInfinite else {
                throw InputError(
                    path: path, line: block.line(ofRow: row), column: name,
                    reason:
                        unsafe "found \(ColumnProfiler.quoted(text)) where the target's number belongs; numbers up to 3.4e38 and "
                        + "missing markers are accepted")
            }
            values.append(value)
        }
    }
}
