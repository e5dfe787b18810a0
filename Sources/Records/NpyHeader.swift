/// The header of NumPy's file format (NEP 1), versions 1.0 to 3.0: shape, type and order of one array.
struct NpyHeader: Equatable {
    let shape: MatrixShape
    let rowCount: Int
    /// Bytes before the first number.
    let byteCount: Int

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// Bytes that say how long the rest is: magic, version, length of two or four bytes.
    static let prefixByteCountMax = 12
    /// A dictionary of three short entries; NumPy itself refuses more than 10,000 unless told otherwise.
    static let textByteCountMax = 10_000

    /// Why a file cannot be read.
    struct Refusal: Error, Equatable {
        var reason: String
    }

    /// The bytes of the header and of its prefix.
    static func byteCounts(_ prefix: [UInt8]) throws(Refusal) -> (prefix: Int, text: Int) {
        guard prefix.count == prefixByteCountMax, prefix.starts(with: magic) else {
            throw Refusal(reason: "is no npy file; one begins with the byte 0x93 and NUMPY, as numpy.save writes it")
        }
        let (major, minor) = (prefix[6], prefix[7])
        guard (1...3).contains(major), minor == 0 else {
            throw Refusal(reason: "is of npy version \(major).\(minor); 1.0, 2.0 and 3.0 are accepted")
        }
        let lengthByteCount = major == 1 ? 2 : 4
        let length = (0..<lengthByteCount).reduce(0) { $0 | Int(prefix[8 + $1]) << (8 * $1) }
        guard length <= textByteCountMax else {
            throw Refusal(reason: "has an npy header of \(length) bytes; at most \(textByteCountMax) are accepted")
        }
        return (8 + lengthByteCount, length)
    }

    /// `text` is the dictionary behind the prefix.
    init(prefixByteCount: Int, text: [UInt8]) throws(Refusal) {
        var literal = PythonLiteral(text)
        guard let entries = literal.dictionary() else {
            throw Refusal(reason: "has an npy header that is no dictionary of descr, fortran_order and shape")
        }
        var (descr, fortranOrder, shape): (String?, Bool?, [Int]?) = (nil, nil, nil)
        for (name, value) in entries {
            switch (name, value) {
            case ("descr", .text(let text)) where descr == nil: descr = text
            case ("fortran_order", .bool(let bool)) where fortranOrder == nil: fortranOrder = bool
            case ("shape", .numbers(let numbers)) where shape == nil: shape = numbers
            default: throw Refusal(reason: "has an npy header whose entry \(name) is not understood")
            }
        }
        guard let descr, let fortranOrder, let shape else {
            throw Refusal(reason: "has an npy header without descr, fortran_order or shape")
        }
        guard let number = ["<f4": MatrixShape.Number.float32, "<f8": .float64][descr] else {
            throw Refusal(
                reason: "has numbers of the type \(descr); '<f4' (float32) and '<f8' (float64), little endian, are accepted: "
                    + "array.astype('<f4')")
        }
        guard shape.count == 2, let columns = shape.last, let rows = shape.first else {
            throw Refusal(reason: "has an array of \(shape.count) dimensions; a matrix of rows and columns is accepted")
        }
        guard !fortranOrder || rows <= 1 || columns <= 1 else {
            throw Refusal(
                reason: "has its columns one after another; rows one after another are accepted: numpy.ascontiguousarray")
        }
        guard let matrix = MatrixShape(number: number, columnCount: columns) else {
            throw Refusal(reason: "has \(columns) columns; 1 to \(RecordLimits.columnCountMax) are accepted")
        }
        guard rows.multipliedReportingOverflow(by: matrix.rowByteCount).overflow == false else {
            throw Refusal(reason: "has \(rows) rows, which no file has room for")
        }
        self.shape = matrix
        rowCount = rows
        byteCount = prefixByteCount + text.count
    }
}
