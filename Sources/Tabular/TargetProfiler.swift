/// Collects the target column: the class or the value of every record, and what the target can be.
final class TargetProfiler {
    /// Different whole numbers that are taken for classes rather than for amounts, at most, and their least rows each on average.
    static let inferredClassCountMax = 20
    static let inferredClassRowCountMin = 20

    let name: String
    let column: Int
    let path: String
    let reader: FieldReader
    let task: LearningTask?
    let classCountMax: Int
    private let textByteCountMax: Int

    let texts: TextCounts
    /// The text's number of every record; dropped when there are more texts than classes may be.
    var textOfRow: [UInt32]? = []
    /// The number of every record; dropped when one is no number.
    var values: [Double]? = []
    var firstText: (text: String, line: Int)?
    var firstInfinity: (text: String, line: Int)?
    private(set) var rowCount = 0
    private(set) var droppedRowCount = 0

    init(name: String, column: Int, path: String, reader: FieldReader, options: ProfileOptions) {
        self.name = name
        self.column = column
        self.path = path
        self.reader = reader
        task = options.task
        classCountMax = options.limits.classCountMax
        textByteCountMax = options.limits.categoryByteCountMax
        texts = TextCounts(
            countMax: classCountMax + 1, byteCountMax: options.limits.distinctTextByteCountMax,
            textByteCountMax: textByteCountMax)
        if task == .regression { textOfRow = nil }
    }

    /// Reads the targets of a block. `kept` gets the rows that have one.
    func add(_ block: CSVBlock, kept: inout [Int]) throws(InputError) {
        for row in 0..<block.rowCount {
            let text = unsafe block.field(row: row, column: column)
            var value = Double.nan
            let reading = unsafe reader.number(text, &value)
            if reading == .missing {
                droppedRowCount += 1
                textOfRow?.append(TargetProfile.dropped)
                values?.append(.nan)
                continue
            }
            kept.append(row)
            if reading == .notNumber, firstText == nil {
                firstText = unsafe (ColumnProfiler.quoted(text), block.line(ofRow: row))
                values = nil
            } else if Float(value).isInfinite, firstInfinity == nil {
                firstInfinity = unsafe (ColumnProfiler.quoted(text), block.line(ofRow: row))
            }
            values?.append(value)
            try unsafe addText(text, block, row)
            if textOfRow == nil, values == nil { throw tooManyClasses() }
        }
        rowCount += block.rowCount
    }

    private func addText(_ text: UnsafeBufferPointer<UInt8>, _ block: CSVBlock, _ row: Int) throws(InputError) {
        guard textOfRow != nil else { return }
        switch unsafe texts.add(text) {
        case .known(let index): textOfRow?.append(UInt32(index))
        case .new(let index) where index < classCountMax: textOfRow?.append(UInt32(index))
        case .full where values == nil && text.count > textByteCountMax:
            throw error(
                "a class has \(text.count) bytes; at most \(textByteCountMax) are accepted", line: block.line(ofRow: row))
        case .new, .full: textOfRow = nil
        case .notUTF8:
            throw InputError(
                path: path, line: block.line(ofRow: row), column: name, reason: "the text is not valid UTF-8; UTF-8 is accepted")
        }
    }

    private func tooManyClasses() -> InputError {
        guard let firstText else { return error("too many classes") }
        if task == .regression {
            return error(
                "found \(firstText.text) where the target's number belongs; numbers are accepted for regression, and "
                    + "--missing-values names markers of missing values", line: firstText.line)
        }
        return error(
            "the target has more than \(classCountMax) different texts, such as \(firstText.text); at most \(classCountMax) classes, "
                + "or numbers for regression, are accepted", line: firstText.line)
    }

    func error(_ reason: String, line: Int? = nil) -> InputError {
        InputError(path: path, line: line, column: name, reason: reason)
    }
}
