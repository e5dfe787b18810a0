/// The different texts of a column and how many rows have each, within limits.
final class TextCounts {
    private let table = TextTable()
    /// Rows whose text did not fit any more.
    private(set) var uncountedRowCount = 0
    private let countMax: Int
    private let byteCountMax: Int
    private let textByteCountMax: Int

    init(countMax: Int, byteCountMax: Int, textByteCountMax: Int) {
        self.countMax = min(countMax, TextTable.countMax)
        self.byteCountMax = byteCountMax
        self.textByteCountMax = textByteCountMax
    }

    enum Addition {
        case known(Int)
        case new(Int)
        case full
        case notUTF8
    }

    /// Different texts.
    var count: Int { table.count }

    /// Rows with the text of that number.
    func rowCount(_ index: Int) -> Int { unsafe table.view.entries[index].rowCount }

    func add(_ text: UnsafeBufferPointer<UInt8>) -> Addition {
        let found = unsafe table.index(of: text)
        if found >= 0 {
            unsafe table.view.entries[found].rowCount &+= 1
            return .known(found)
        }
        guard table.count < countMax, text.count <= textByteCountMax, table.byteCount + text.count <= byteCountMax else {
            uncountedRowCount += 1
            return .full
        }
        guard unsafe String(validating: text, as: UTF8.self) != nil else { return .notUTF8 }
        let index = unsafe table.insert(text)
        unsafe table.view.entries[index].rowCount = 1
        return .new(index)
    }

    func text(_ index: Int) -> String { unsafe String(decoding: table.text(index), as: UTF8.self) }

    /// The texts' numbers in bytewise order of the texts.
    func bytewiseOrder() -> [Int] {
        (0..<count).sorted { left, right in
            unsafe table.text(left).lexicographicallyPrecedes(table.text(right))
        }
    }
}
