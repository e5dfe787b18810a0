internal import Codecs
internal import Tabular

extension FeatureContract {
    /// From the manifest's members `policy`, `missing_markers` and `features`.
    init(_ object: inout JSONObjectReader) throws(JSONFieldError) {
        let policy = try object.choice("policy", ContractPolicy.self)
        let markers = try object.member("missing_markers").distinctTexts(
            countMax: BundleLimits.missingMarkerCountMax, mayBeEmpty: true)
        let features = try object.member("features")
        let read = try features.map(countMax: BundleLimits.featureCountMax) { reader throws(JSONFieldError) in
            try Feature(reader)
        }
        var places: [ExactText: Int] = [:]
        for (index, feature) in read.enumerated() {
            if let first = places.updateValue(index, forKey: ExactText(feature.name)) {
                throw JSONFieldError(
                    path: "\(features.path)[\(index)].name",
                    reason: "found \"\(feature.name)\", which is the name of features[\(first)] too")
            }
        }
        self.init(features: read, missingMarkers: markers, policy: policy)
    }
}

extension Feature {
    init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            let name = try object.member("name").text()
            let kind = try Kind(object.member("type"))
            let range = try Self.range(object.member("range"), kind)
            let transforms = try object.member("transforms")
            let steps = try transforms.map(countMax: BundleLimits.transformCountMax) { reader throws(JSONFieldError) in
                try Transform(reader)
            }
            if let problem = Self.problem(with: steps, kind) { throw transforms.error(problem) }
            return Feature(name: name, kind: kind, transforms: steps, range: range)
        }
    }

    private static func range(_ reader: JSONReader, _ kind: Kind) throws(JSONFieldError) -> ClosedRange<Double>? {
        if reader.isNull { return nil }
        guard kind == .numeric else { throw reader.error("expected null, since the feature is \(kind.rawValue)") }
        let bounds = try reader.map(countMax: 2) { bound throws(JSONFieldError) in try bound.extendedDouble() }
        guard bounds.count == 2, bounds[0] <= bounds[1] else {
            throw reader.error("expected the smallest and the largest value, in this order")
        }
        return bounds[0]...bounds[1]
    }

    /// A text becomes a number once, at the start; a number stays one.
    private static func problem(with steps: [Transform], _ kind: Kind) -> String? {
        guard let first = steps.first else { return "is empty, expected at least one step" }
        guard steps.dropFirst().allSatisfy({ $0 == .identity }) else { return "has a map after the first step" }
        switch kind {
        case .numeric:
            return first == .identity ? nil : "begins with \(first.name), which reads a text; the feature is numeric"
        case .categorical:
            return first == .identity ? "begins with identity, which reads a number; the feature is categorical" : nil
        }
    }
}

extension Feature.Kind {
    fileprivate init(_ reader: JSONReader) throws(JSONFieldError) {
        let name = try reader.string()
        guard let kind = Self(rawValue: name) else {
            throw reader.error("found \"\(name)\", expected one of \(Self.numeric.rawValue), \(Self.categorical.rawValue)")
        }
        self = kind
    }
}

extension Transform {
    init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            let type = try object.member("type")
            let name = try type.string()
            guard Self.names.contains(name) else {
                throw type.error("found \"\(name)\", expected one of \(Self.names.joined(separator: ", "))")
            }
            let version = try object.member("version")
            guard try version.int() == Self.version else {
                throw version.error(
                    "found \(try version.int()), this version of Espalier knows version \(Self.version) of \(name)")
            }
            if name == Self.identity.name { return .identity }
            let categories = try object.member("categories").distinctTexts(
                countMax: BundleLimits.categoryCountMax, mayBeEmpty: true)
            return name == "ordinal_map" ? .ordinalMap(categories) : .categoryMap(categories)
        }
    }
}
