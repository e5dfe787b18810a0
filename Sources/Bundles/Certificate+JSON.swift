package import Codecs
internal import Forest

extension Certificate {
    public static let formatName = "espalier-certificate"
    public static let formatVersion = 1

    /// The bytes of certificate.json. Equal certificates give equal bytes.
    public func json() -> [UInt8] {
        var buffer = ByteBuffer()
        jsonValue.write(into: &buffer)
        buffer.append("\n" as StaticString)
        return buffer.bytes
    }

    package var jsonValue: JSONValue {
        .object([
            .init("format", .string(Self.formatName)),
            .init("format_version", .number(Self.formatVersion)),
            .init("tool", .string(tool)),
            .init("library", .string(library)),
            .init("library_version", .string(libraryVersion)),
            .init("source_sha256", .string(sourceSHA256)),
            .init("forest_sha256", .string(forestSHA256)),
            .init("contract_sha256", .string(contractSHA256)),
            .init("rows_sha256", .string(rowsSHA256)),
            .init("cases", .array(cases.map(\.json))),
            .init("refusals", .array(refusals.map(\.json))),
            .init("predictions", predictions.json),
            .init("coverage", .array(coverage.map(\.json))),
            .init("structure", structure.json),
            .init("float32_features", .array(float32Features.map(\.json))),
            .init("warnings", .strings(warnings)),
        ])
    }

    /// Reads the bytes of a certificate.json, as strictly as a manifest. `bundle` is what errors call the bundle.
    public init(json bytes: [UInt8], bundle: String) throws(BundleError) {
        let root = try JSONReader.document(bytes, bundle: bundle, file: BundleFile.certificate)
        do throws(JSONFieldError) {
            try self.init(root)
        } catch {
            throw BundleError(bundle: bundle, file: BundleFile.certificate, field: error.path, reason: error.reason)
        }
    }

    private init(_ root: JSONReader) throws(JSONFieldError) {
        self = try root.object { object throws(JSONFieldError) in
            try object.checkFormat(Self.formatName, version: Self.formatVersion)
            let tool = try object.member("tool").text()
            let library = try object.member("library").text()
            let libraryVersion = try object.member("library_version").text()
            let (source, forest) = (try object.member("source_sha256").sha256(), try object.member("forest_sha256").sha256())
            let (contract, rows) = (try object.member("contract_sha256").sha256(), try object.member("rows_sha256").sha256())
            let list = BundleLimits.certificateEntryCountMax
            return Self(
                tool: tool, library: library, libraryVersion: libraryVersion, sourceSHA256: source, forestSHA256: forest,
                contractSHA256: contract, rowsSHA256: rows,
                cases: try object.member("cases").map(countMax: list) { entry throws(JSONFieldError) in try Case(entry) },
                refusals: try object.member("refusals").map(countMax: list) { entry throws(JSONFieldError) in try Refusal(entry)
                },
                predictions: try Predictions(object.member("predictions")),
                coverage: try object.member("coverage").map(countMax: list) { entry throws(JSONFieldError) in try Coverage(entry)
                },
                structure: try Structure(object.member("structure")),
                float32Features: try object.member("float32_features").map(countMax: BundleLimits.featureCountMax) {
                    entry throws(JSONFieldError) in try Float32Feature(entry)
                },
                warnings: try object.member("warnings").map(countMax: BundleLimits.certificateWarningCountMax) {
                    entry throws(JSONFieldError) in try entry.text()
                })
        }
        try checkItself()
    }

    /// A certificate of nothing, or one whose parts do not fit each other, is none.
    private func checkItself() throws(JSONFieldError) {
        guard comparedCount > 0 else { throw JSONFieldError(path: "cases", reason: "no row was compared, expected at least one") }
        let refused = refusals.reduce(0) { $0 + $1.rowCount }
        guard refused == refusedCount else {
            throw JSONFieldError(path: "refusals", reason: "has \(refused) rows, but cases has \(refusedCount) refused ones")
        }
        guard Set(cases.map(\.kind)).count == cases.count else {
            throw JSONFieldError(path: "cases", reason: "has a kind twice")
        }
    }
}

extension Certificate.Case {
    fileprivate var json: JSONValue {
        .object([
            .init("kind", .string(kind)), .init("compared", .number(comparedCount)), .init("refused", .number(refusedCount)),
        ])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            Self(
                kind: try object.member("kind").text(),
                comparedCount: try object.int("compared", in: 0...BundleLimits.certificateRowCountMax),
                refusedCount: try object.int("refused", in: 0...BundleLimits.certificateRowCountMax))
        }
    }
}

extension Certificate.Refusal {
    fileprivate var json: JSONValue {
        .object([.init("reason", .string(reason)), .init("rows", .number(rowCount))])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            Self(
                reason: try object.member("reason").text(),
                rowCount: try object.int("rows", in: 1...BundleLimits.certificateRowCountMax))
        }
    }
}

extension Certificate.Predictions {
    fileprivate var json: JSONValue {
        .object([
            .init("width", .string(width == .float32 ? "float32" : "float64")),
            .init("max_difference_ulps", .number(differenceMaxULPs)),
            .init("equal", .number(equalCount)),
            .init("compared", .number(count)),
        ])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            let width = try object.member("width")
            let name = try width.string()
            guard name == "float32" || name == "float64" else {
                throw width.error("found \"\(name)\", expected \"float32\" or \"float64\"")
            }
            let difference = try object.int("max_difference_ulps", in: 0...Int.max)
            let equal = try object.member("equal")
            let equalCount = try equal.int(in: 0...BundleLimits.rowCountMax)
            let count = try object.int("compared", in: 0...BundleLimits.rowCountMax)
            guard equalCount <= count else { throw equal.error("found \(equalCount), more than the \(count) compared") }
            return Self(
                width: name == "float32" ? .float32 : .float64, differenceMaxULPs: difference, equalCount: equalCount,
                count: count)
        }
    }
}

extension Certificate.Coverage {
    fileprivate var json: JSONValue {
        .object([.init("kind", .string(kind)), .init("met", .number(metCount)), .init("pairs", .number(count))])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            let kind = try object.member("kind").text()
            let met = try object.member("met")
            let metCount = try met.int(in: 0...BundleLimits.rowCountMax)
            let count = try object.int("pairs", in: 0...BundleLimits.rowCountMax)
            guard metCount <= count else { throw met.error("found \(metCount), more than the \(count) pairs") }
            return Self(kind: kind, metCount: metCount, count: count)
        }
    }
}

extension Certificate.Structure {
    private static let members: [(name: String, path: any WritableKeyPath<Self, Int> & Sendable)] = [
        ("trees", \.treeCount), ("thresholds", \.thresholdCount), ("category_sets", \.categorySetCount),
        ("categories", \.categoryCount), ("missing_rules", \.missingRuleCount), ("leaves", \.leafCount),
        ("linear_weights", \.linearWeightCount), ("zero_band_thresholds", \.zeroBandThresholdCount),
    ]

    fileprivate var json: JSONValue { .object(Self.members.map { .init($0.name, .number(self[keyPath: $0.path])) }) }

    fileprivate init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            var structure = Self()
            for member in Self.members {
                structure[keyPath: member.path] = try object.int(member.name, in: 0...BundleLimits.rowCountMax)
            }
            return structure
        }
    }
}

extension Certificate.Float32Feature {
    fileprivate var json: JSONValue {
        .object([.init("feature", .string(name)), .init("thresholds", .number(thresholdCount))])
    }

    fileprivate init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            Self(
                name: try object.member("feature").text(),
                thresholdCount: try object.int("thresholds", in: 1...BundleLimits.rowCountMax))
        }
    }
}
