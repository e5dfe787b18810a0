internal import Base
internal import Codecs
internal import Tabular

extension RowRefusal {
    /// What was wrong, where, and what is accepted, for the client to read.
    func text(_ contract: FeatureContract) -> String {
        let count = contract.features.count
        switch self {
        case .malformed(let error): return "the body is not JSON: \(error)"
        case .notAnObject(let kind):
            return "the body is \(Self.article(kind)); accepted is an object of the model's features by name, "
                + "or {\"features\": [...]} with \(Self.values(count)) in the model's order"
        case .noFeature:
            return "the body has none of the model's features; accepted are \(Self.list(contract.features.map(\.name))), "
                + "or \"features\" with an array of \(Self.values(count))"
        case .repeated(let name): return "\"\(name)\" is given more than once"
        case .mixed(let name): return "\"features\" and \"\(name)\" are both given; accepted is one of the two shapes"
        case .elementCount(let found):
            return
                "\"features\" has \(Self.values(found)); accepted are \(count), in the order \(Self.list(contract.features.map(\.name)))"
        case .refused(let feature, let position, let violation, let found):
            let place = position.map { "features[\($0)] (\"\(contract.features[feature].name)\")" }
            return "\(place ?? "\"\(contract.features[feature].name)\""): \(Self.complaint(violation, found)); "
                + "accepted is \(Self.accepted(contract.features[feature]))"
        case .extraField(let name):
            return "\"\(name)\" is no feature of the model; accepted are \(Self.list(contract.features.map(\.name)))"
        }
    }

    private static func complaint(_ violation: Violation, _ found: String) -> String {
        switch violation {
        case .missingFeature: "the feature is missing"
        case .unknownCategory: "\(found) is an unknown category"
        case .outOfRange: "\(found) is out of range"
        case .wrongType, .extraField: "found \(found)"
        }
    }

    private static func accepted(_ feature: Feature) -> String {
        for transform in feature.transforms {
            switch transform {
            case .categoryMap(let categories), .ordinalMap(let categories):
                return "one of \(list(categories)), or null when it is missing"
            case .identity: continue
            }
        }
        if let range = feature.range {
            let bounds = "\(Printable.number(range.lowerBound)) to \(Printable.number(range.upperBound))"
            return "a number from \(bounds), or null when it is missing"
        }
        return "a number, or null when it is missing"
    }

    private static func values(_ count: Int) -> String { count == 1 ? "1 value" : "\(count) values" }

    /// The first names of many, quoted.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(listCountMax).map { "\"\($0)\"" }.joined(separator: ", ")
        return names.count > listCountMax ? shown + " and \(names.count - listCountMax) more" : shown
    }

    private static let listCountMax = 20

    private static func article(_ kind: JSONKind) -> String {
        switch kind {
        case .null, .true, .false: "a literal"
        case .number: "a number"
        case .string: "a text"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
