/// A feature contract compiled for speed: fields in, float32 codes out, the same for training, batch and online.
public final class RowEncoder: Sendable {
    public let contract: FeatureContract

    public init(_ contract: FeatureContract) { fatalError() }

    /// What became of one field. `accepted` with a violation means that the policy let it pass (repaired or as it was).
    public struct Outcome: Sendable, Equatable {
        public var accepted: Bool
        public var violation: Violation?
        public init(accepted: Bool, violation: Violation?) {
            self.accepted = accepted
            self.violation = violation
        }
        public static let clean = Outcome(accepted: true, violation: nil)
    }

    public var featureCount: Int { contract.features.count }

    /// The index of the feature of that name, or nil. No allocation.
    public func featureIndex(named name: UnsafeBufferPointer<UInt8>) -> Int? { fatalError() }

    /// Encodes a field that is text (a CSV field, a JSON string). Missing becomes NaN. No allocation.
    public func encode(text: UnsafeBufferPointer<UInt8>, feature: Int, into code: inout Float) -> Outcome { fatalError() }

    /// Encodes a number that was already parsed; `text` is its spelling, for features whose categories are spelled as numbers.
    public func encode(
        number: Float, text: UnsafeBufferPointer<UInt8>, feature: Int, into code: inout Float
    ) -> Outcome { fatalError() }

    /// What a feature that the row does not have becomes under the policy.
    public func encodeAbsent(feature: Int, into code: inout Float) -> Outcome { fatalError() }
}
