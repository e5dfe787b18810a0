public import Tabular

/// One reason for which a row has no prediction.
public struct RecordRefusal: Sendable, Equatable {
    public enum Reason: Sendable, Equatable {
        /// The contract refuses a field.
        case violation(Violation)
        /// The record is none of its format; the text says what was found and what is accepted.
        case malformed(String)

        /// The name in summaries: that of the violation, or `malformed`.
        public var name: String {
            switch self {
            case .violation(let violation): violation.name
            case .malformed: "malformed"
            }
        }
    }

    /// Index in the block.
    public var row: Int
    /// Index of the feature, where the reason is one's.
    public var feature: Int?
    public var reason: Reason
    /// What stood there, or its first bytes; bytes that are not UTF-8 are replaced.
    public var value: String

    public init(row: Int, feature: Int?, reason: Reason, value: String) {
        self.row = row
        self.feature = feature
        self.reason = reason
        self.value = value
    }

    /// Bytes of a value at most.
    public static let valueByteCountMax = 256

    static func excerpt(_ text: UnsafeBufferPointer<UInt8>) -> String {
        unsafe String(decoding: text.prefix(valueByteCountMax), as: UTF8.self)
    }
}

/// The refusals of a block, by row and feature: all of them up to a limit.
public struct RefusalList: Sendable {
    public internal(set) var refusals: [RecordRefusal] = []
    public let countMax: Int
    /// Refusals that did not fit.
    public internal(set) var leftOutCount = 0

    /// `countMax` 1 suffices where the first ends the run.
    public init(countMax: Int) { self.countMax = max(1, countMax) }

    mutating func add(_ refusal: RecordRefusal) {
        if refusals.count < countMax { refusals.append(refusal) } else { leftOutCount += 1 }
    }

    public mutating func removeAll() {
        refusals.removeAll(keepingCapacity: true)
        leftOutCount = 0
    }
}
