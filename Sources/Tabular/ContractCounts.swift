/// How often rows broke a contract, by violation and feature, and how many rows were taken.
public struct ContractCounts: Sendable, Equatable {
    public private(set) var rowCount = 0
    public private(set) var acceptedRowCount = 0
    public var refusedRowCount: Int { rowCount - acceptedRowCount }
    /// Refused rows that are not even records of their file's form.
    public private(set) var malformedRowCount = 0
    /// Fields that are no feature: rows times extra columns.
    public private(set) var extraFieldCount = 0
    /// Feature by feature, one count a violation.
    private var counts: [Int]
    public let featureCount: Int

    public init(featureCount: Int) {
        self.featureCount = featureCount
        counts = [Int](repeating: 0, count: featureCount * Violation.allCases.count)
    }

    /// Violations of one kind by one feature. Extra fields belong to no feature and are not counted here.
    public subscript(violation: Violation, feature feature: Int) -> Int {
        counts[feature * Violation.allCases.count + violation.rawValue]
    }

    /// Violations of one kind by all features.
    public func total(_ violation: Violation) -> Int {
        if violation == .extraField { return extraFieldCount }
        return (0..<featureCount).reduce(0) { $0 + self[violation, feature: $1] }
    }

    public var isClean: Bool { Violation.allCases.allSatisfy { total($0) == 0 } }

    /// Counts a violation by one feature.
    public mutating func add(_ violation: Violation, feature: Int, count: Int = 1) {
        counts[feature &* Violation.allCases.count &+ violation.rawValue] &+= count
    }

    /// Counts a row as malformed; `addRows` counts it as a row that is not accepted.
    public mutating func addMalformedRow() { malformedRowCount += 1 }

    /// Counts rows, and their fields that are no feature.
    public mutating func addRows(_ count: Int, accepted: Int, extraFieldCount: Int) {
        rowCount += count
        acceptedRowCount += accepted
        self.extraFieldCount += extraFieldCount
    }

    /// Adds the counts of another part of the same rows, such as another thread's.
    public mutating func add(_ other: ContractCounts) {
        precondition(other.featureCount == featureCount, "counts of another contract")
        addRows(other.rowCount, accepted: other.acceptedRowCount, extraFieldCount: other.extraFieldCount)
        malformedRowCount += other.malformedRowCount
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// All counts as numbers: rows, accepted rows, malformed rows, extra fields, then feature by feature one a violation.
    public var list: [Int] { [rowCount, acceptedRowCount, malformedRowCount, extraFieldCount] + counts }

    /// Takes back what `list` gave; nil where it is of another number of features.
    public init?(featureCount: Int, list: [Int]) {
        self.init(featureCount: featureCount)
        guard list.count == 4 + counts.count else { return nil }
        (rowCount, acceptedRowCount, malformedRowCount, extraFieldCount) = (list[0], list[1], list[2], list[3])
        counts = Array(list[4...])
    }
}
