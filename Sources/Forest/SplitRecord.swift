/// A split as forest.bin holds it. Children are node numbers in the tree: below the tree's split count a split, else a leaf.
struct SplitRecord {
    /// Bits of the threshold, or the number of the category set.
    var payload: UInt64
    /// The feature and flags: `ForestFormat.SplitBits`.
    var word: UInt32
    var left: UInt32
    var right: UInt32

    var feature: Int { Int(word & ForestFormat.SplitBits.feature) }
    var isCategorical: Bool { word & ForestFormat.SplitBits.isCategorical != 0 }
    var defaultLeft: Bool { word & ForestFormat.SplitBits.defaultLeft != 0 }
    var missingCode: UInt8 { UInt8((word >> ForestFormat.SplitBits.missingShift) & ForestFormat.SplitBits.missingMask) }

    /// Of a validated record.
    var missing: MissingRule {
        guard let rule = MissingRule(rawValue: missingCode) else { preconditionFailure("a validated missing rule") }
        return rule
    }

    func threshold(_ width: Arithmetic.Width) -> Double {
        switch width {
        case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: payload)))
        case .float64: Double(bitPattern: payload)
        }
    }
}

extension ForestBytes {
    /// The record at `offset`: 16 bytes with a float32 threshold, 24 with a float64 one.
    func split(_ offset: Int, _ width: Arithmetic.Width) -> SplitRecord {
        let payload = width == .float32 ? UInt64(load(offset, as: UInt32.self)) : load(offset, as: UInt64.self)
        let rest = offset + (width == .float32 ? 4 : 8)
        return SplitRecord(payload: payload, word: load(rest), left: load(rest + 4), right: load(rest + 8))
    }
}
