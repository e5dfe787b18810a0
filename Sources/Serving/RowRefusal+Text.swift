internal import Base
internal import Codecs
internal import Tabular

extension RowRefusal {
    /// What was wrong, where, and what is accepted, for the client to read.
    func text(_ contract: FeatureContract) -> String {
        let count = contract.features.count
        let names = Self.list(contract.features.map(\.name))
        switch self {
        case .empty: return "the body is empty; accepted is \(Self.shapes(count))"
        case .undecodable(let coding, let isTruncated):
            return "the body is not \(coding) as Content-Encoding says: it "
                + (isTruncated ? "ends too early" : "is of another format, damaged, or something stands behind its end")
        case .decodedTooLarge(let byteCountMax):
            return "the body has more than \(byteCountMax) bytes when it is decoded; send fewer rows"
        case .malformed(let error): return "the body is not JSON: \(error)"
        case .notAnObject(let kind): return "the body is \(Self.article(kind)); accepted is \(Self.shapes(count))"
        case .noFeature(let instance?):
            return "instances[\(instance)] has none of the model's features; accepted are \(names)"
        case .noFeature(nil):
            return "the body has none of the model's features; accepted are \(names), or \"features\" with an array of "
                + "\(Self.values(count)), or \"instances\" with an array of rows"
        case .repeated(let name, let instance): return "\(Self.path(name, instance)) is given more than once"
        case .mixed(let shape, let name):
            return "\"\(shape.name)\" and \"\(name)\" are both given; accepted is one shape: the features by name, "
                + "\"features\", or \"instances\""
        case .notAnArray(.features, let kind):
            return "\"features\" is \(Self.article(kind)); accepted is an array with \(Self.values(count)) in the model's order"
        case .notAnArray(.instances, let kind):
            return "\"instances\" is \(Self.article(kind)); accepted is an array with an array or object for each row"
        case .elementCount(let found, let instance):
            let place = instance.map { "instances[\($0)]" } ?? "\"features\""
            return "\(place) has \(Self.values(found)); accepted are \(count), in the order \(names)"
        case .refused(let feature, let position, let instance, let violation, let found):
            let feature = contract.features[feature]
            return "\(Self.path(feature.name, position, instance)): \(Self.complaint(violation, found)); "
                + "accepted is \(Self.accepted(feature))"
                + (position != nil && instance == nil && found == "an array" ? "; several rows are sent as \"instances\"" : "")
        case .extraField(let name, let instance):
            return "\(Self.path(name, instance)) is no feature of the model; accepted are \(names)"
        case .tooManyExtraFields(let countMax, let instance):
            return (instance.map { "instances[\($0)]" } ?? "the body")
                + " has more than \(countMax) members that are no feature of the model"
        case .notARow(let kind, let instance):
            return "instances[\(instance)] is \(Self.article(kind)); accepted is an array with \(Self.values(count)) in the "
                + "model's order, or an object of the model's features by name"
        case .noRows: return "\"instances\" has no rows; accepted is an array with a row or more"
        case .tooManyRows(let rowCountMax):
            return "\"instances\" has more rows than the \(rowCountMax) that one request may have; send fewer rows"
        case .answerTooLarge(let byteCountMax, let instance):
            return "the answer up to instances[\(instance)] has more bytes than the \(byteCountMax) that one answer may have; "
                + "send fewer rows"
        case .late: return "the time of X-Request-Timeout-Ms was over before the answer was whole"
        }
    }

    /// `"age"`, `instances[3]["age"]`.
    private static func path(_ name: String, _ instance: Int?) -> String {
        instance.map { "instances[\($0)][\"\(name)\"]" } ?? "\"\(name)\""
    }

    /// As above for a row by name; `features[2] ("age")` and `instances[3][2] ("age")` for one by position.
    private static func path(_ name: String, _ position: Int?, _ instance: Int?) -> String {
        guard let position else { return path(name, instance) }
        return "\(instance.map { "instances[\($0)]" } ?? "features")[\(position)] (\"\(name)\")"
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

    private static func shapes(_ count: Int) -> String {
        "an object of the model's features by name, {\"features\": [...]} with \(values(count)) in the model's order, or "
            + "{\"instances\": [...]} with an array or object for each row"
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
