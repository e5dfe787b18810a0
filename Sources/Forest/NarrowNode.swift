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
