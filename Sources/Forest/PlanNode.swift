/// A node of a scoring plan: small, its children next to each other, every numeric test turned into one comparison.
///
/// At a node the input `x`, negated where the sign bit of the node's word says so, is compared: `x >= threshold` goes to the second
/// child of the pair, anything else, NaN among it, to the first. Which child is first, the sign and the threshold's neighbour are
/// chosen so that this is the split's own test and default side (`PlanBuilder`). A leaf has a threshold that is NaN, with the leaf's
/// id as payload, and itself as first child, so that a walk that has arrived stays. Special splits (categories, zero as missing)
/// hold the number of a `SpecialSplit` in place of a threshold.
protocol PlanNode: BitwiseCopyable, Sendable {
    associatedtype Value: PlanValue
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
