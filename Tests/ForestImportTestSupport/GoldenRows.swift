internal import Base
internal import SystemPackage
internal import TestSupport

/// What another library said of its model: rows as the forest reads them, margins, predictions.
public struct GoldenRows {
    public struct Row {
        public let inputs: [Float]
        public let margins: [Float]
        public let predictions: [Float]
    }

    public let rows: [Row]

    /// The file `place` below Tests/Goldens: a line a row, three lists of float32 bit patterns between bars.
    public init(_ place: String) throws {
        let text = String(decoding: try GoldenRows.bytes(place), as: UTF8.self)
        rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let lists = line.split(separator: "|").map { list in
                list.split(separator: " ").map { Float(bitPattern: UInt32($0, radix: 16)!) }
            }
            return Row(inputs: lists[0], margins: lists[1], predictions: lists[2])
        }
    }

    public static func bytes(_ place: String) throws -> [UInt8] {
        let file = try MappedFile(path: SharedData.packageRoot.appending("Tests/Goldens/\(place)"), byteCountMax: 1 << 24)
        return withExtendedLifetime(file) { unsafe Array(file.bytes) }
    }
}
