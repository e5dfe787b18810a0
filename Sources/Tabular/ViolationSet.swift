/// A set of violations as bits: those that refuse a row.
struct ViolationSet: Sendable {
    private var bits: UInt8 = 0

    init(refusedBy policy: ContractPolicy) {
        switch policy {
        case .strict: for violation in Violation.allCases { insert(violation) }
        case .repair: break
        case .observe: insert(.wrongType)
        }
    }

    private mutating func insert(_ violation: Violation) { bits |= 1 << UInt8(violation.rawValue) }

    @inline(__always)
    func contains(_ violation: Violation) -> Bool { bits &>> UInt8(truncatingIfNeeded: violation.rawValue) & 1 != 0 }
}
