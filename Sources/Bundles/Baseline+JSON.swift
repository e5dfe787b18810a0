internal import Codecs

extension Baseline {
    public static let formatName = "espalier-baseline"
    public static let formatVersion = 1

    /// The bytes of baseline.json. Equal baselines give equal bytes.
    public func json() -> [UInt8] {
        let members: [JSONValue.Member] = [
            .init("format", .string(Self.formatName)),
            .init("format_version", .number(Self.formatVersion)),
            .init("row_count", .number(rowCount)),
            .init("features", .array(features.map(\.json))),
            .init(
                "prediction",
                .object([
                    .init("distribution", prediction.distribution.json),
                    .init("class_counts", .array(prediction.classCounts.map { .number($0) })),
                ])),
            .init("leaf_visits", .array(leafVisits.map { .array($0.map { .number($0) }) })),
        ]
        var buffer = ByteBuffer()
        JSONValue.object(members).write(into: &buffer)
        buffer.append("\n" as StaticString)
        return buffer.bytes
    }

    /// Reads the bytes of a baseline.json, as strictly as a manifest. `bundle` is what errors call the bundle.
    public init(json bytes: [UInt8], bundle: String) throws(BundleError) {
        let root = try JSONReader.document(bytes, bundle: bundle, file: BundleFile.baseline)
        do throws(JSONFieldError) {
            try self.init(root)
        } catch {
            throw BundleError(bundle: bundle, file: BundleFile.baseline, field: error.path, reason: error.reason)
        }
    }

    private init(_ root: JSONReader) throws(JSONFieldError) {
        self = try root.object { object throws(JSONFieldError) in
            try object.checkFormat(Self.formatName, version: Self.formatVersion)
            let rowCount = try object.int("row_count", in: 0...BundleLimits.rowCountMax)
            return Self(
                rowCount: rowCount,
                features: try object.member("features").map(countMax: BundleLimits.featureCountMax) {
                    reader throws(JSONFieldError) in try FeatureBaseline(reader, rowCount)
                },
                prediction: try object.object("prediction") { object throws(JSONFieldError) in
                    PredictionBaseline(
                        distribution: try Distribution(object.member("distribution"), rowCount),
                        classCounts: try object.member("class_counts").rowCounts(
                            countMax: BundleLimits.classCountMax, rowCount: rowCount))
                },
                leafVisits: try object.member("leaf_visits").map(countMax: BundleLimits.treeCountMax) {
                    reader throws(JSONFieldError) in
                    try reader.rowCounts(countMax: BundleLimits.leafCountMax, rowCount: rowCount)
                })
        }
    }
}

extension Baseline.FeatureBaseline {
    fileprivate var json: JSONValue {
        .object([
            .init("name", .string(name)),
            .init("missing_share", .extended(missingShare)),
            .init("distribution", distribution.json),
        ])
    }

    fileprivate init(_ reader: JSONReader, _ rowCount: Int) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            Self(
                name: try object.member("name").text(),
                missingShare: try object.member("missing_share").double(in: 0...1),
                distribution: try Baseline.Distribution(object.member("distribution"), rowCount))
        }
    }
}

extension Baseline.Distribution {
    fileprivate var json: JSONValue {
        switch self {
        case .quantiles(let edges, let counts):
            .object([
                .init("type", .string("quantiles")),
                .init("edges", .array(edges.map { .extended($0) })),
                .init("counts", .array(counts.map { .number($0) })),
            ])
        case .categories(let names, let counts):
            .object([
                .init("type", .string("categories")),
                .init("names", .strings(names)),
                .init("counts", .array(counts.map { .number($0) })),
            ])
        }
    }

    fileprivate init(_ reader: JSONReader, _ rowCount: Int) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            let type = try object.member("type")
            switch try type.string() {
            case "quantiles": return try Self.quantiles(&object, rowCount)
            case "categories": return try Self.categories(&object, rowCount)
            case let other: throw type.error("found \"\(other)\", expected one of quantiles, categories")
            }
        }
    }

    private static func quantiles(_ object: inout JSONObjectReader, _ rowCount: Int) throws(JSONFieldError) -> Self {
        let reader = try object.member("edges")
        let edges = try reader.map(countMax: BundleLimits.quantileEdgeCountMax) { edge throws(JSONFieldError) in
            try edge.extendedDouble()
        }
        for index in edges.indices.dropFirst() where edges[index] <= edges[index - 1] {
            throw JSONFieldError(
                path: "\(reader.path)[\(index)]",
                reason: "found \(edges[index]) after \(edges[index - 1]), expected ascending numbers")
        }
        let counts = try object.member("counts")
        let values = try counts.rowCounts(countMax: BundleLimits.quantileEdgeCountMax + 1, rowCount: rowCount)
        guard values.count == edges.count + 1 else {
            throw counts.error("found \(values.count) numbers, expected one more than the \(edges.count) edges")
        }
        return .quantiles(edges: edges, counts: values)
    }

    private static func categories(_ object: inout JSONObjectReader, _ rowCount: Int) throws(JSONFieldError) -> Self {
        let names = try object.member("names").distinctTexts(countMax: BundleLimits.categoryCountMax, mayBeEmpty: true)
        let counts = try object.member("counts")
        let values = try counts.rowCounts(countMax: BundleLimits.categoryCountMax, rowCount: rowCount)
        guard values.count == names.count else {
            throw counts.error("found \(values.count) numbers, expected one for each of \(names.count) names")
        }
        return .categories(names: names, counts: values)
    }
}

extension JSONReader {
    /// Counts of parts of `rowCount` rows.
    fileprivate func rowCounts(countMax: Int, rowCount: Int) throws(JSONFieldError) -> [Int] {
        let counts = try ints(in: 0...rowCount, countMax: countMax)
        var total = 0
        for count in counts {
            // Neither is above `rowCountMax`: the sum cannot overflow.
            total += count
            guard total <= rowCount else { throw error("sums to more than row_count, which is \(rowCount)") }
        }
        return counts
    }
}
