package import Codecs
internal import Forest
internal import Tabular

extension Manifest {
    /// What `format` says in every manifest.
    public static let formatName = "espalier-bundle"

    /// The version as answers spell it (`model_version`).
    public var modelVersion: String { String(version) }

    /// The bytes of manifest.json, sealed. Equal manifests give equal bytes.
    public func json() -> [UInt8] {
        var buffer = ByteBuffer()
        jsonValue.write(into: &buffer)
        return ManifestSeal.close(buffer.bytes)
    }

    /// What ``json()`` writes, without the seal.
    package var jsonValue: JSONValue {
        .object([
            .init("format", .string(Self.formatName)),
            .init("format_version", .number(Self.formatVersion)),
            .init("name", .string(name)),
            .init("version", .number(version)),
            .init("task", .string(target.task.rawValue)),
            .init("objective", .string(objective.name)),
            .init("target", target.json),
            .init("decision_threshold", decisionThreshold.map { .extended($0) } ?? .null),
            .init("policy", .string(contract.policy.rawValue)),
            .init("missing_markers", .strings(contract.missingMarkers)),
            .init("features", .array(contract.features.map(\.json))),
            .init("importances", .array(importances.map { .extended($0) })),
            .init("metrics", .object(metrics.map { .init($0.split, $0.json) })),
            .init("provenance", provenance.json),
            .init("self_test", selfTest.json),
            .init("files", .object(files.map { .init($0.name, $0.json) })),
        ])
    }
}

extension Manifest.Target {
    var json: JSONValue {
        .object([.init("name", .string(name)), .init("classes", .strings(classes))])
    }
}

extension Manifest.SplitMetrics {
    var json: JSONValue {
        .object(
            [
                .init("row_count", .number(rowCount)),
                .init("positive_class", positiveClass.map { .string($0) } ?? .null),
            ] + values.map { .init($0.name, .extended($0.value)) })
    }
}

extension Manifest.Provenance {
    var json: JSONValue {
        let members: [JSONValue.Member] = [
            .init("tool", .string(tool)),
            .init("data_name", .string(dataName)),
            .init("data_sha256", .string(dataSHA256)),
            .init("row_count", .number(rowCount)),
            .init("seed", .number(seed)),
            .init("arguments", .object(arguments.map { .init($0.name, .string($0.value)) })),
            .init("created", created.map { .string($0) } ?? .null),
        ]
        return .object(members + (source.map { [.init("source", $0.json)] } ?? []))
    }
}

extension Manifest.Source {
    var json: JSONValue {
        .object([
            .init("library", .string(library)),
            .init("library_version", libraryVersion.map { .string($0) } ?? .null),
            .init("format", .string(format)),
            .init("file", .string(file)),
            .init("sha256", .string(sha256)),
        ])
    }
}

extension Manifest.SelfTest {
    var json: JSONValue {
        // A float32 number is written with the digits that it needs as one.
        let isWide = inputWidth == .float64
        return .object(
            (isWide ? [.init("input_width", .string(Self.wideInput))] : []) + [
                .init("rows", .array(rows.map { .array($0.map { isWide ? .extended($0) : .extended(Float($0)) }) })),
                .init("margins", .array(margins.map { .array($0.map { .extended($0) }) })),
            ])
    }
}

extension Manifest.FileEntry {
    var json: JSONValue {
        .object([.init("bytes", .number(byteCount)), .init("sha256", .string(sha256))])
    }
}

extension Feature {
    var json: JSONValue {
        .object([
            .init("name", .string(name)),
            .init("type", .string(kind.rawValue)),
            .init("range", range.map { .array([.extended($0.lowerBound), .extended($0.upperBound)]) } ?? .null),
            .init("transforms", .array(transforms.map(\.json))),
        ])
    }
}

extension Transform {
    /// The version of each transform that this version of Espalier writes and reads.
    static let version = 1

    /// The name in manifests.
    var name: String {
        switch self {
        case .identity: "identity"
        case .ordinalMap: "ordinal_map"
        case .categoryMap: "category_map"
        }
    }

    static let names = ["identity", "ordinal_map", "category_map"]

    var json: JSONValue {
        let head: [JSONValue.Member] = [.init("type", .string(name)), .init("version", .number(Self.version))]
        return switch self {
        case .identity: .object(head)
        case .ordinalMap(let categories), .categoryMap(let categories):
            .object(head + [.init("categories", .strings(categories))])
        }
    }
}
