internal import Codecs
public import Forest
internal import Tabular

extension Manifest {
    /// Reads the bytes of a manifest.json. `bundle` is what errors call the bundle.
    ///
    /// Strict: every member that docs/bundle-format.md names must be there and nothing else may, in any order but for the seal, which
    /// comes last. What the members say about each other is checked; what they say about other files is not.
    public init(json bytes: [UInt8], bundle: String) throws(BundleError) {
        if let problem = ManifestSeal.problem(with: bytes) {
            throw BundleError(bundle: bundle, file: BundleFile.manifest, field: ManifestSeal.member, reason: problem)
        }
        let root = try JSONReader.document(bytes, bundle: bundle, file: BundleFile.manifest)
        do throws(JSONFieldError) {
            try self.init(root)
        } catch {
            throw BundleError(bundle: bundle, file: BundleFile.manifest, field: error.path, reason: error.reason)
        }
    }

    private init(_ root: JSONReader) throws(JSONFieldError) {
        self = try root.object { object throws(JSONFieldError) in
            try object.checkFormat(Self.formatName, version: Self.formatVersion)
            let task = try object.choice("task", Task.self)
            let objective = try Self.objective(object.member("objective"), task)
            let manifest = Manifest(
                name: try Self.name(object.member("name")),
                version: try object.int("version", in: 1...BundleLimits.versionMax),
                objective: objective,
                target: try Target(object.member("target"), task),
                contract: try FeatureContract(&object),
                decisionThreshold: try Self.decisionThreshold(object.member("decision_threshold"), task, objective),
                metrics: try Self.metrics(object.member("metrics")),
                importances: try object.member("importances").map(countMax: BundleLimits.featureCountMax) {
                    reader throws(JSONFieldError) in try reader.double(in: 0...1)
                },
                provenance: try Provenance(object.member("provenance")),
                selfTest: try SelfTest(object.member("self_test")),
                files: try Self.files(object.member("files")))
            try manifest.checkItself()
            _ = try object.member(ManifestSeal.member)
            return manifest
        }
    }

    private static func name(_ reader: JSONReader) throws(JSONFieldError) -> String {
        let name = try reader.string()
        if let problem = BundleName.problem(with: name) { throw reader.error(problem) }
        return name
    }

    private static func objective(_ reader: JSONReader, _ task: Task) throws(JSONFieldError) -> Objective {
        let name = try reader.string()
        guard let objective = Objective.allCases.first(where: { $0.name == name }) else {
            throw reader.error(
                "found \"\(name)\", expected one of \(Objective.allCases.map(\.name).joined(separator: ", "))")
        }
        guard task.objectives.contains(objective) else {
            let accepted = task.objectives.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw reader.error("found \"\(name)\", the task \(task.rawValue) goes with \(accepted)")
        }
        return objective
    }

    private static func decisionThreshold(
        _ reader: JSONReader, _ task: Task, _ objective: Objective
    ) throws(JSONFieldError) -> Double? {
        if task == .binary, objective != .hinge { return try reader.double(in: 0...1) }
        guard reader.isNull else {
            throw reader.error(
                "expected null, since the \(task == .binary ? "objective is \(objective.name)" : "task is \(task.rawValue)")")
        }
        return nil
    }

    private static func metrics(_ reader: JSONReader) throws(JSONFieldError) -> [SplitMetrics] {
        var splits: [SplitMetrics] = []
        for (name, split) in try reader.members(countMax: SplitMetrics.splits.count) {
            splits.append(try SplitMetrics(split, name))
        }
        return splits
    }

    private static func files(_ reader: JSONReader) throws(JSONFieldError) -> [FileEntry] {
        let accepted = BundleFile.byteCountMax.keys.sorted()
        var files: [FileEntry] = []
        for (name, entry) in try reader.members(countMax: accepted.count) {
            guard let byteCountMax = BundleFile.byteCountMax[name] else {
                throw entry.error("is not a file of a bundle, accepted: \(accepted.joined(separator: ", "))")
            }
            if let last = files.last, last.name >= name { throw entry.error("stands after \(last.name), expected name order") }
            files.append(
                try entry.object { object throws(JSONFieldError) in
                    FileEntry(
                        name: name, byteCount: try object.int("bytes", in: 0...byteCountMax),
                        sha256: try object.member("sha256").sha256())
                })
        }
        for name in BundleFile.required where !files.contains(where: { $0.name == name }) {
            throw reader.error("does not list \(name)")
        }
        return files
    }
}

extension Manifest.Task {
    /// What `train` optimises for this task, and how its margins become predictions.
    public var objective: Objective { objectives[0] }

    /// Whatever a model of this task may be; others than the first are imported.
    public var objectives: [Objective] {
        switch self {
        case .binary: [.logistic, .hinge]
        case .multiclass: [.softmax, .logisticEach]
        case .regression:
            [.squaredError, .identity, .exponential, .signedSquare, .softplus, .logistic, .logisticEach]
        }
    }

    /// How many classes a target of this task has.
    var classCounts: ClosedRange<Int> {
        switch self {
        case .binary: 2...2
        case .multiclass: 2...BundleLimits.classCountMax
        case .regression: 0...0
        }
    }
}
