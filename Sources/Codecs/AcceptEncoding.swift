/// What codings of an answer a client takes, and how gladly (RFC 9110, section 12.5.3).
///
/// `add` is called with the value of every `Accept-Encoding` line, in order. Items that are not understood are passed over: a coding that
/// nobody here has cannot be chosen.
public struct AcceptEncoding: Sendable, Equatable {
    /// Weights in thousandths; nil for what is not named.
    private var gzip: Int?
    private var deflate: Int?
    private var identity: Int?
    private var any: Int?

    public init() {}

    /// Whether a field's name is `Accept-Encoding`.
    public static func isName(_ message: Span<UInt8>, _ name: HTTPByteRange) -> Bool {
        HTTPText.isEqual(message, name, ignoringCase: "accept-encoding")
    }

    /// Adds the items of one line's value, a run of `message`.
    public mutating func add(_ message: Span<UInt8>, _ value: HTTPByteRange) {
        var items = HTTPListElements(value)
        while let item = items.next(in: message) { addItem(message, Int(item.lowerBound), Int(item.upperBound)) }
    }

    /// The coding to answer with: the one of the greatest weight, of equals gzip, then deflate, then none. `identity` when no other is wanted;
    /// a client that wants nothing at all is answered too.
    public var preferred: ContentCoding {
        // What is not named has the weight of `*`, and identity is taken unless it is refused.
        let gzip = gzip ?? any ?? 0
        let deflate = deflate ?? any ?? 0
        let identity = identity ?? 0
        if gzip > 0, gzip >= deflate, gzip >= identity { return .gzip }
        if deflate > 0, deflate >= identity { return .deflate }
        return .identity
    }

    private mutating func addItem(_ message: Span<UInt8>, _ lower: Int, _ upper: Int) {
        var nameEnd = lower
        while nameEnd < upper, message[nameEnd] != 0x3B { nameEnd &+= 1 }
        let name = HTTPText.trimmed(message, lower, nameEnd)
        guard let weight = nameEnd < upper ? Self.weight(message, nameEnd &+ 1, upper) : 1000 else { return }
        if name.count == 1, message[Int(name.lowerBound)] == 0x2A {
            any = weight
        } else if let coding = ContentCoding(message, name) {
            switch coding {
            case .identity: identity = weight
            case .gzip: gzip = weight
            case .deflate: deflate = weight
            }
        }
    }

    /// `q=` and 0 to 1 with up to three decimals, in thousandths (RFC 9110, section 12.4.2); nil for anything else.
    private static func weight(_ message: Span<UInt8>, _ lower: Int, _ upper: Int) -> Int? {
        let run = HTTPText.trimmed(message, lower, upper)
        let start = Int(run.lowerBound)
        guard (3...7).contains(run.count), message[start] | 0x20 == 0x71, message[start &+ 1] == 0x3D else { return nil }
        let digit = Int(message[start &+ 2]) &- 0x30
        guard digit == 0 || digit == 1 else { return nil }
        guard run.count > 3 else { return digit &* 1000 }
        guard message[start &+ 3] == 0x2E else { return nil }
        var weight = digit &* 1000
        var place = 100
        for index in start &+ 4..<Int(run.upperBound) {
            guard HTTPText.isDigit(message[index]) else { return nil }
            weight &+= Int(message[index] &- 0x30) &* place
            place /= 10
        }
        return weight <= 1000 ? weight : nil
    }
}
