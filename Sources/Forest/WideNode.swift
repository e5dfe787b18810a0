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
