internal import Codecs
public import Records
public import Tabular

/// What a reader and an encoder make of an input, gathered block by block in a form that tests compare.
public struct RecordTable: Equatable {
    public struct Row: Equatable {
        public var codes: [UInt32]
        public var accepted: Bool
        public var line: Int
        public var number: Int
        public var kept: [String]
    }

    public var rows: [Row] = []
    public var refusals: [String] = []
    public var counts: ContractCounts
    /// Where blocks ended, in order.
    public var ends: [RecordPosition] = []

    /// The first features' contract: `x` a number, `c` one of a, b, and `0`.
    public static let contract = FeatureContract(
        features: [
            Feature(name: "x", kind: .numeric, transforms: [.identity], range: -1000...1000),
            Feature(name: "c", kind: .categorical, transforms: [.categoryMap(["a", "b", "0"])]),
        ],
        missingMarkers: FeatureContract.defaultMissingMarkers, policy: .observe)

    public init(contract: FeatureContract = contract) { counts = ContractCounts(featureCount: contract.features.count) }

    /// Reads all that `reader` has left.
    public static func read(
        _ reader: consuming RecordReader, contract: FeatureContract = contract, rules: MemberRules = MemberRules(),
        kept: [RecordField] = []
    ) throws(InputError) -> RecordTable {
        let encoder = RowEncoder(contract)
        let columns: RecordColumns
        if let count = reader.columnCount {
            let names =
                reader.columnNames ?? (0..<count).map { $0 < contract.features.count ? contract.features[$0].name : "-\($0)" }
            columns = .fields(ColumnMap(header: names, encoder: encoder))
        } else {
            columns = .members(rules)
        }
        let worker = RecordEncoder(encoder, columns: columns, kept: kept)
        let block = RecordBlock()
        var table = RecordTable(contract: contract)
        while try reader.readBlock(into: block) {
            table.add(block, worker, keptCount: kept.count)
        }
        return table
    }

    private mutating func add(_ block: RecordBlock, _ worker: RecordEncoder, keptCount: Int) {
        let featureCount = worker.encoder.featureCount
        var refusals = RefusalList(countMax: 1000)
        var codes = [Float](repeating: 0, count: block.rowCount * featureCount)
        var accepted = [Bool](repeating: false, count: block.rowCount)
        unsafe codes.withUnsafeMutableBytes { codes in
            unsafe accepted.withUnsafeMutableBufferPointer { accepted in
                unsafe worker.encode(
                    block, rows: 0..<block.rowCount, into: codes, stride: featureCount, accepted: accepted, counts: &counts,
                    refusals: &refusals)
            }
        }
        for row in 0..<block.rowCount {
            let numbers = codes[row * featureCount..<(row + 1) * featureCount]
            let kept = (0..<keptCount).map { index in
                var text = ByteBuffer()
                worker.appendKept(index, row: row, of: block, to: &text, as: .csv)
                text.append(UInt8(ascii: " "))
                worker.appendKept(index, row: row, of: block, to: &text, as: .json)
                return text.text
            }
            rows.append(
                Row(
                    codes: accepted[row] ? numbers.map { $0.isNaN ? UInt32.max : $0.bitPattern } : [], accepted: accepted[row],
                    line: block.line(ofRow: row), number: block.firstRow + row, kept: kept))
        }
        self.refusals += refusals.refusals.map {
            "\(block.firstRow + $0.row) \($0.feature ?? -1) \($0.reason.name) \($0.value)"
        }
        ends.append(block.end)
    }
}
