/// A chunked body decoded slowly and plainly, byte after byte from a whole array: what the fast decoder is held against.
public struct ChunkedOracle {
    public enum Outcome: Equatable {
        case needsMore
        case refused
        case complete(body: [UInt8], encodedByteCount: Int)
    }

    public struct Limits {
        public var bodyByteCountMax: Int
        public var extensionByteCountMax: Int
        public var trailerByteCountMax: Int
        public var overheadByteCountMax: Int
        public var overheadByteCountPerBodyByte: Int

        public init(
            bodyByteCountMax: Int, extensionByteCountMax: Int, trailerByteCountMax: Int, overheadByteCountMax: Int,
            overheadByteCountPerBodyByte: Int
        ) {
            self.bodyByteCountMax = bodyByteCountMax
            self.extensionByteCountMax = extensionByteCountMax
            self.trailerByteCountMax = trailerByteCountMax
            self.overheadByteCountMax = overheadByteCountMax
            self.overheadByteCountPerBodyByte = overheadByteCountPerBodyByte
        }
    }

    private enum Stop: Error { case needsMore, refused }

    private let input: [UInt8]
    private let limits: Limits
    private var index = 0
    private var body: [UInt8] = []

    private init(_ input: [UInt8], _ limits: Limits) {
        self.input = input
        self.limits = limits
    }

    public static func decode(_ input: [UInt8], limits: Limits) -> Outcome {
        var oracle = ChunkedOracle(input, limits)
        do {
            while try oracle.readChunk() {}
            try oracle.readTrailer()
            return .complete(body: oracle.body, encodedByteCount: oracle.index)
        } catch {
            return error == .needsMore ? .needsMore : .refused
        }
    }

    private mutating func next() throws(Stop) -> UInt8 {
        guard index < input.count else { throw .needsMore }
        index += 1
        return input[index - 1]
    }

    private mutating func expect(_ byte: UInt8) throws(Stop) {
        guard try next() == byte else { throw .refused }
    }

    private mutating func endLine() throws(Stop) {
        try expect(10)
        let allowed = limits.overheadByteCountMax + limits.overheadByteCountPerBodyByte * body.count
        guard index - body.count <= allowed else { throw .refused }
    }

    /// False after the last chunk.
    private mutating func readChunk() throws(Stop) -> Bool {
        var digits = ""
        var byte = try next()
        while Character(UnicodeScalar(byte)).isASCII, Character(UnicodeScalar(byte)).isHexDigit {
            digits.append(Character(UnicodeScalar(byte)))
            guard digits.count <= 16 else { throw .refused }
            byte = try next()
        }
        guard let size = UInt64(digits, radix: 16), size <= limits.bodyByteCountMax - body.count else { throw .refused }
        var rest: [UInt8] = []
        while byte != 13 {
            rest.append(byte)
            let semicolon = rest.first { $0 != 32 && $0 != 9 }
            guard semicolon == nil || semicolon == UInt8(ascii: ";"), rest.count <= limits.extensionByteCountMax,
                byte == 9 || byte >= 32, byte != 127
            else { throw .refused }
            byte = try next()
        }
        guard rest.isEmpty || rest.contains(UInt8(ascii: ";")) else { throw .refused }
        try endLine()
        guard size > 0 else { return false }
        for _ in 0..<size { body.append(try next()) }
        try expect(13)
        try expect(10)
        return true
    }

    private mutating func readTrailer() throws(Stop) {
        let token = Set("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        let end = index + limits.trailerByteCountMax
        while true {
            var line: [UInt8] = []
            while true {
                guard index < input.count else { throw .needsMore }
                guard index < end else { throw .refused }
                let byte = try next()
                if byte == 13 { break }
                line.append(byte)
                let colon = line.firstIndex(of: UInt8(ascii: ":"))
                guard colon != 0, line[..<(colon ?? line.count)].allSatisfy({ token.contains($0) }) else { throw .refused }
                guard byte == 9 || byte >= 32, byte != 127 else { throw .refused }
            }
            guard line.isEmpty || line.contains(UInt8(ascii: ":")) else { throw .refused }
            guard index < input.count else { throw .needsMore }
            guard index < end else { throw .refused }
            try endLine()
            if line.isEmpty { return }
        }
    }
}
