/// What a model expects of its input, and the same code in training, in batch and online: names, order, types, category maps,
/// missing markers, ranges, transforms, and what to do with input that does not fit.
///
/// The contract travels in the bundle's manifest. `RowEncoder` is its compiled form.
public struct FeatureContract: Sendable, Equatable {
    /// In the order of the model's columns.
    public var features: [Feature]
    /// Texts that mean "missing" in a CSV field or a JSON string, besides the empty field, `null` and NaN.
    public var missingMarkers: [String]
    public var policy: ContractPolicy

    public init(features: [Feature], missingMarkers: [String], policy: ContractPolicy) {
        self.features = features
        self.missingMarkers = missingMarkers
        self.policy = policy
    }

    /// The markers that are missing unless the user says otherwise. `None` is not one: it is a category in real data.
    public static let defaultMissingMarkers = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"]
}

/// One input column.
public struct Feature: Sendable, Equatable {
    public var name: String
    public var kind: Kind
    /// Applied in order to what the field says; the last one gives the number that the forest reads.
    public var transforms: [Transform]
    /// Smallest and largest value seen in training, for numeric features; outside it is a violation, not an error.
    public var range: ClosedRange<Double>?

    public enum Kind: String, Sendable {
        /// A number.
        case numeric
        /// A text, one of a known set.
        case categorical
    }

    public init(name: String, kind: Kind, transforms: [Transform], range: ClosedRange<Double>? = nil) {
        self.name = name
        self.kind = kind
        self.transforms = transforms
        self.range = range
    }
}

/// A step from a field to a number. Each case has a name and a version in the manifest; a reader refuses what it does not know.
public enum Transform: Sendable, Equatable {
    /// The number itself.
    case identity
    /// A text becomes its place in this list, as an ordered number: for columns of very many categories, split by threshold.
    /// A text that is not in the list is an unknown category and is read as missing.
    case ordinalMap([String])
    /// A text becomes its place in this list, as a code without order, split by sets.
    /// A text that is not in the list is an unknown category and is read as missing.
    case categoryMap([String])
}

/// What to do with input that breaks the contract.
public enum ContractPolicy: String, Sendable, CaseIterable {
    /// Any violation refuses the row.
    case strict
    /// Unknown categories and values of the wrong type become missing, values out of range are clamped; all counted.
    case repair
    /// Unknown categories and absent features become missing, the rest passes as it is; all counted. A value of the wrong type
    /// refuses the row, since it has no meaning to the model.
    case observe
}

/// A way in which a row can break the contract.
public enum Violation: Int, Sendable, CaseIterable {
    case unknownCategory
    case missingFeature
    case extraField
    case outOfRange
    /// A text where a number belongs, or a number where a text belongs.
    case wrongType

    /// The name in summaries and metrics.
    public var name: String {
        switch self {
        case .unknownCategory: "unknown_category"
        case .missingFeature: "missing_feature"
        case .extraField: "extra_field"
        case .outOfRange: "out_of_range"
        case .wrongType: "wrong_type"
        }
    }
}
