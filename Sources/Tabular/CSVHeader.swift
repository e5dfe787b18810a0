/// The names of a header line, checked: few enough, not empty, valid UTF-8, each there once.
struct CSVHeader {
    let path: String
    let limits: CSVLimits

    /// The names of the one record that the block holds, of `count` fields.
    func names(in block: CSVBlock, count: Int) throws(InputError) -> [String] {
        guard count <= limits.columnCountMax else {
            throw InputError(
                path: path, line: 1, reason: "the header has \(count) columns; at most \(limits.columnCountMax) are accepted")
        }
        var names: [String] = []
        names.reserveCapacity(count)
        let seen = TextTable(capacity: count)
        for column in 0..<count {
            let field = block.headerName(column)
            guard field.byteCount > 0 else {
                throw InputError(
                    path: path, line: 1, column: "\(column + 1)",
                    reason: "the header has an empty name; every column must have one")
            }
            guard field.byteCount <= limits.nameByteCountMax else {
                throw InputError(
                    path: path, line: 1, column: "\(column + 1)",
                    reason: "the header's name has \(field.byteCount) bytes; at most \(limits.nameByteCountMax) are accepted")
            }
            guard let name = field.text else {
                throw InputError(
                    path: path, line: 1, column: "\(column + 1)",
                    reason: "the header's name is not valid UTF-8; UTF-8 is accepted")
            }
            let earlier = seen.insert(name)
            if earlier < column {
                throw InputError(
                    path: path, line: 1, column: "\(column + 1)",
                    reason: "the header has the name \"\(name)\" twice, first in column \(earlier + 1); names must differ")
            }
            names.append(name)
        }
        return names
    }
}
