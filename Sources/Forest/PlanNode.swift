/// A node of a scoring plan: small, its children next to each other, every numeric test turned into one comparison.
///
/// At a node the input `x`, negated where the sign bit of the node's word says so, is compared: `x >= threshold` goes to the second
/// child of the pair, anything else, NaN among it, to the first. Which child is first, the sign and the threshold's neighbour are
/// chosen so that this is the split's own test and default side (`PlanBuilder`). A leaf has a threshold that is NaN, with the leaf's
/// id as payload, and itself as first child, so that a walk that has arrived stays. Special splits (categories, zero as missing)
/// hold the number of a `SpecialSplit` in place of a threshold.
protocol PlanNode: BitwiseCopyable, Sendable {
    associatedtype Value: PlanValue
    /// The bits of a threshold are this type's.
    typealias Bits = Value.RawSignificand

    /// The largest leaf id that fits the payload.
    static var leafIDMax: Int { get }
    /// Largest node number of a tree under `layout`.
    static func childMax(_ layout: PlanLayout) -> Int
    /// `word` is feature times 4, bit 1 special, bit 0 sign.
    init(bits: UInt64, word: UInt32, child: Int, layout: PlanLayout)
    /// Bits of a NaN that carries a leaf id.
    static func leafBits(id: Int) -> UInt64
    static func thresholdBits(_ value: Value) -> UInt64

    /// Bits of the threshold: number of the special split, or payload with the leaf id.
    var bits: UInt64 { get }
    var isSpecial: Bool { get }
    func child(_ layout: PlanLayout) -> Int
    /// The input that the node asks for.
    func input<Row: RowElement>(_ row: UnsafePointer<Row>, _ layout: PlanLayout) -> Value
    /// 1 for the second child, 0 for the first, by the plain comparison.
    func step(_ input: Value) -> Int
}

/// What all nodes of a plan have in common.
struct PlanLayout: BitwiseCopyable, Sendable {
    /// Narrow nodes: the bits of a link that are the word; the child's number lies above.
    let wordBitCount: UInt32
    /// The bits of a word that are the feature times 4.
    let featureMask: UInt32
    /// Wide nodes: whether inputs are rounded to float32 first.
    let roundsInputs: Bool

    init(featureCount: Int, roundsInputs: Bool) {
        let featureBitCount = UInt32(Int.bitWidth - (featureCount - 1).leadingZeroBitCount)
        wordBitCount = featureBitCount + 2
        featureMask = ((1 << featureBitCount) - 1) << 2
        self.roundsInputs = roundsInputs
    }
}

/// A threshold and an input as a plan compares them.
protocol PlanValue: BinaryFloatingPoint & BitwiseCopyable & Sendable {
    /// Toward zero, of a value above -1 and below 2^31.
    var truncated: Int { get }
    /// Itself or zero, without a branch.
    func orZero(unless keep: Bool) -> Self
}

extension Float: PlanValue {
    @inline(__always) var truncated: Int { Double(self).truncated }
    @inline(__always) func orZero(unless keep: Bool) -> Float { Float(bitPattern: bitPattern & (0 &- (keep ? 1 : 0))) }
}

extension Double: PlanValue {
    // Adding 1.5 * 2^52 rounds to the nearest whole number, which is then in the low bits; one less where that was upwards. The
    // library's conversion checks its range first: three comparisons and branches more.
    @inline(__always) var truncated: Int {
        let value = self > 0 ? self : 0
        let shifted = value + 0x1.8p52
        let nearest = shifted - 0x1.8p52
        return Int(truncatingIfNeeded: shifted.bitPattern & 0xFFFF_FFFF) &- (nearest > value ? 1 : 0)
    }
    @inline(__always) func orZero(unless keep: Bool) -> Double { Double(bitPattern: bitPattern & (0 &- (keep ? 1 : 0))) }
}

extension PlanValue {
    /// The least value that is not below `number`.
    static func least(atOrAbove number: Double) -> Self {
        let nearest = Self(number)
        return Double(nearest) >= number ? nearest : nearest.nextUp
    }

    /// The least value above `number`; NaN, which nothing reaches, when there is none.
    static func least(above number: Double) -> Self {
        let nearest = Self(number)
        if Double(nearest) > number { return nearest }
        return nearest == .infinity ? .nan : nearest.nextUp
    }
}

/// A number of a row as the caller stores it.
protocol RowElement: BitwiseCopyable, Sendable {
    var float32: Float { get }
    var float64: Double { get }
}

extension Float: RowElement {
    @inline(__always) var float32: Float { self }
    @inline(__always) var float64: Double { Double(self) }
}

extension Double: RowElement {
    @inline(__always) var float32: Float { Float(self) }
    @inline(__always) var float64: Double { self }
}

/// Eight bytes, for inputs that are float32: threshold below, child and word above.
struct NarrowNode: PlanNode {
    typealias Value = Float
    private var raw: UInt64

    static let leafIDMax = 1 << 22 - 1

    static func childMax(_ layout: PlanLayout) -> Int { Int(UInt32.max >> layout.wordBitCount) }

    init(bits: UInt64, word: UInt32, child: Int, layout: PlanLayout) {
        raw = bits | UInt64(UInt32(child) << layout.wordBitCount | word) << 32
    }

    static func leafBits(id: Int) -> UInt64 { UInt64(0x7FC0_0000 | UInt32(id)) }
    static func thresholdBits(_ value: Float) -> UInt64 { UInt64(value.bitPattern) }

    @inline(__always) var bits: UInt64 { raw & 0xFFFF_FFFF }
    @inline(__always) private var link: UInt32 { UInt32(truncatingIfNeeded: raw &>> 32) }
    @inline(__always) var isSpecial: Bool { link & 2 != 0 }
    @inline(__always) func child(_ layout: PlanLayout) -> Int { Int(truncatingIfNeeded: link &>> layout.wordBitCount) }

    @inline(__always) func input<Row: RowElement>(_ row: UnsafePointer<Row>, _ layout: PlanLayout) -> Float {
        unsafe row[Int(truncatingIfNeeded: (link & layout.featureMask) &>> 2)].float32
    }

    @inline(__always) func step(_ input: Float) -> Int {
        let signed = Float(bitPattern: input.bitPattern ^ (link &<< 31))
        return signed >= Float(bitPattern: UInt32(truncatingIfNeeded: raw)) ? 1 : 0
    }
}

/// Sixteen bytes, for float64 inputs and for forests too large for narrow nodes.
struct WideNode: PlanNode {
    typealias Value = Double
    let bits: UInt64
    private let word: UInt32
    private let child: UInt32

    static let leafIDMax = Int(UInt32.max)

    static func childMax(_ layout: PlanLayout) -> Int { Int(UInt32.max) }

    init(bits: UInt64, word: UInt32, child: Int, layout: PlanLayout) {
        self.bits = bits
        self.word = word
        self.child = UInt32(child)
    }

    static func leafBits(id: Int) -> UInt64 { 0x7FF8_0000_0000_0000 | UInt64(id) }
    static func thresholdBits(_ value: Double) -> UInt64 { value.bitPattern }

    @inline(__always) var isSpecial: Bool { word & 2 != 0 }
    @inline(__always) func child(_ layout: PlanLayout) -> Int { Int(truncatingIfNeeded: child) }

    @inline(__always) func input<Row: RowElement>(_ row: UnsafePointer<Row>, _ layout: PlanLayout) -> Double {
        let element = unsafe row[Int(truncatingIfNeeded: word &>> 2)]
        return layout.roundsInputs ? Double(element.float32) : element.float64
    }

    @inline(__always) func step(_ input: Double) -> Int {
        let signed = Double(bitPattern: input.bitPattern ^ (UInt64(word) &<< 63))
        return signed >= Double(bitPattern: bits) ? 1 : 0
    }
}
