/// Collects the profile of one column, block by block.
///
/// Until the inference window ends the column is both: numbers are read and texts are counted. Then it is one of the two, and what
/// was collected for the other is dropped.
final class ColumnProfiler {
    private enum State { case undecided, numeric, categorical }

    let name: String
    let column: Int
    private let reader: FieldReader
    private let path: String
    private let inferenceRowCount: Int
    private let limits: ProfileLimits
    private var state: State
    private let isOverridden: Bool

    private var rowCount = 0
    private var tally = NumberTally()
    private var sample: [Float] = []
    private let identifierCheck: IdentifierCheck
    private var texts: TextCounts
    /// The first field that is no number.
    private var firstText: (text: String, line: Int)?
    private var textRowCount = 0

    init(
        name: String, column: Int, kind: Feature.Kind?, reader: FieldReader, path: String, options: ProfileOptions
    ) {
        self.name = name
        self.column = column
        self.reader = reader
        self.path = path
        inferenceRowCount = options.inferenceRowCount
        limits = options.limits
        isOverridden = kind != nil
        state =
            switch kind {
            case nil: .undecided
            case .numeric: .numeric
            case .categorical: .categorical
            }
        identifierCheck = IdentifierCheck(countMax: limits.uniqueNumberCountMax)
        texts = TextCounts(
            countMax: limits.distinctTextCountMax, byteCountMax: limits.distinctTextByteCountMax,
            textByteCountMax: limits.categoryByteCountMax)
    }

    /// Adds the column's fields of the block's rows `kept`; `sampled` are those of them whose values are kept.
    func add(_ block: CSVBlock, kept: ArraySlice<Int>, sampled: ArraySlice<Int>) throws(InputError) {
        let bytes = unsafe block.bytes
        let fields = unsafe block.fields + column
        let step = block.columnCount
        var nextSampled = sampled.startIndex
        var index = kept.startIndex
        while index < kept.endIndex, state == .undecided {
            let row = kept[index]
            if block.firstRow + row >= inferenceRowCount, tally.numberCount + textRowCount > 0 {
                decide()
                break
            }
            let text = unsafe CSVBlock.field(fields[row &* step], in: bytes)
            let value = try unsafe addUndecided(text, block, row)
            if nextSampled < sampled.endIndex, sampled[nextSampled] == row {
                sample.append(value)
                nextSampled += 1
            }
            index += 1
        }
        if state == .numeric {
            try addNumbers(block, kept[index...], sampled[nextSampled...])
        } else {
            while index < kept.endIndex {
                let row = kept[index]
                try unsafe addText(CSVBlock.field(fields[row &* step], in: bytes), block, row)
                index &+= 1
            }
        }
        rowCount += kept.count
    }

    /// Drops the sampled values that are not at `places`.
    func keepSamples(at places: [Int]) {
        guard state != .categorical else { return }
        sample = places.map { sample[$0] }
    }
}

extension ColumnProfiler {
    private func decide() {
        state = textRowCount == 0 ? .numeric : .categorical
        if state == .numeric {
            texts = TextCounts(countMax: 0, byteCountMax: 0, textByteCountMax: 0)
        } else {
            sample = []
            identifierCheck.close()
        }
    }

    private func addUndecided(_ text: UnsafeBufferPointer<UInt8>, _ block: CSVBlock, _ row: Int) throws(InputError) -> Float {
        var value = Float.nan
        let reading = unsafe reader.number(text, &value)
        switch reading {
        case .missing:
            tally.missingCount += 1
            return value
        case .number:
            tally.add(value)
            if identifierCheck.isOpen { unsafe identifierCheck.add(FieldReader.trimmed(text)) }
        case .notNumber:
            textRowCount += 1
            identifierCheck.close()
            if firstText == nil { firstText = unsafe (Self.quoted(text), block.line(ofRow: row)) }
        }
        try unsafe countText(text, block, row)
        return value
    }

    /// The loop of a numeric column; what it counts stays in registers.
    private func addNumbers(_ block: CSVBlock, _ kept: ArraySlice<Int>, _ sampled: ArraySlice<Int>) throws(InputError) {
        let bytes = unsafe block.bytes
        let fields = unsafe block.fields + column
        let step = block.columnCount
        let reader = reader
        let identifierCheck = identifierCheck
        var checksIdentifier = identifierCheck.isOpen
        var tally = tally
        var sample: [Float] = []
        swap(&sample, &self.sample)
        var nextSampled = sampled.startIndex
        for row in kept {
            let text = unsafe CSVBlock.field(fields[row &* step], in: bytes)
            var value = Float.nan
            switch unsafe reader.number(text, &value) {
            case .number:
                tally.add(value)
                if checksIdentifier {
                    unsafe identifierCheck.add(FieldReader.trimmed(text))
                    checksIdentifier = identifierCheck.isOpen
                }
            case .missing: tally.missingCount &+= 1
            case .notNumber: throw unsafe notNumber(text, block, row)
            }
            if nextSampled < sampled.endIndex, sampled[nextSampled] == row {
                sample.append(value)
                nextSampled &+= 1
            }
        }
        self.tally = tally
        swap(&sample, &self.sample)
    }

    @inline(__always)
    private func addText(_ text: UnsafeBufferPointer<UInt8>, _ block: CSVBlock, _ row: Int) throws(InputError) {
        if unsafe reader.isMissing(category: text) {
            tally.missingCount &+= 1
        } else {
            try unsafe countText(text, block, row)
        }
    }

    private func countText(_ text: UnsafeBufferPointer<UInt8>, _ block: CSVBlock, _ row: Int) throws(InputError) {
        guard case .notUTF8 = unsafe texts.add(text) else { return }
        throw InputError(
            path: path, line: block.line(ofRow: row), column: name, reason: "the text is not valid UTF-8; UTF-8 is accepted")
    }

    private func notNumber(_ text: UnsafeBufferPointer<UInt8>, _ block: CSVBlock, _ row: Int) -> InputError {
        let accepted =
            isOverridden
            ? "the column was said to be numeric, and numbers or missing markers are accepted; --missing-values names more markers"
            : "its first \(inferenceRowCount) records are numbers, so numbers or missing markers are accepted; --categorical \(name) "
                + "reads the column as text, --missing-values names more markers"
        return InputError(
            path: path, line: block.line(ofRow: row), column: name,
            reason: unsafe "found \(Self.quoted(text)) where a number belongs; " + accepted)
    }

    /// The text in quotes, shortened, for messages.
    static func quoted(_ text: UnsafeBufferPointer<UInt8>) -> String {
        let byteCountMax = 80
        let shown = unsafe String(decoding: text.prefix(byteCountMax), as: UTF8.self)
        return text.count > byteCountMax ? "\"\(shown)...\"" : "\"\(shown)\""
    }
}

extension ColumnProfiler {
    /// The profile of the whole file, and what is odd about it.
    func finish() -> (profile: ColumnProfile, warnings: [ProfileWarning]) {
        let wasInferred = !isOverridden
        if state == .undecided { decide() }
        var profile = ColumnProfile(
            name: name, column: column, kind: state == .categorical ? .categorical : .numeric, rowCount: rowCount,
            missingCount: tally.missingCount, range: nil, infiniteCount: tally.infiniteCount, categories: [],
            uncountedTextCount: 0,
            sample: sample)
        if state == .categorical {
            profile.infiniteCount = 0
            profile.sample = []
            profile.categories = texts.bytewiseOrder().map {
                ColumnProfile.Category(text: texts.text($0), count: texts.rowCount($0))
            }
            profile.uncountedTextCount = texts.uncountedRowCount
        } else if tally.minimum <= tally.maximum {
            profile.range = Double(tally.minimum)...Double(tally.maximum)
        }
        return (profile, warnings(profile, wasInferred: wasInferred))
    }

    private func warnings(_ profile: ColumnProfile, wasInferred: Bool) -> [ProfileWarning] {
        if profile.isAllMissing {
            return [ProfileWarning(column: name, text: "every value is missing; the column is left out")]
        }
        var texts: [String] = []
        if profile.isConstant { texts.append("every value is the same, so it cannot tell rows apart") }
        if profile.kind == .categorical, wasInferred, let firstText, tally.numberCount >= 9 * textRowCount, tally.numberCount > 0
        {
            texts.append(
                "read as text, although \(percent(tally.numberCount, tally.numberCount + textRowCount)) of the values are numbers: line "
                    + "\(firstText.line) has \(firstText.text); --missing-values names further missing markers")
        }
        if let finding = identifierFinding(profile) {
            texts.append(
                "looks like an identifier (\(finding)), from which nothing can be learned; --ignore \(name) leaves it out")
        }
        let listedCount = profile.listedCategories(limits).count
        if profile.uncountedTextCount > 0 || profile.categories.count > listedCount {
            texts.append("has more different texts than are listed; all but the \(listedCount) most frequent are read as missing")
        }
        return texts.map { ProfileWarning(column: name, text: $0) }
    }

    private func identifierFinding(_ profile: ColumnProfile) -> String? {
        if profile.kind == .numeric { return tally.missingCount == 0 ? identifierCheck.finding : nil }
        let count = rowCount - tally.missingCount
        guard rowCount > IdentifierCheck.uniqueRowCountMin, profile.categories.count * 20 > count * 19 else { return nil }
        return "\(profile.categories.count) different texts in \(count) rows"
    }

    private func percent(_ part: Int, _ whole: Int) -> String { "\(part * 100 / whole) %" }
}
