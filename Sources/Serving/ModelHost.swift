internal import Base
public import Bundles
internal import Network
public import SystemPackage

/// The models that are served: of every model in a folder the newest version, opened and checked.
///
/// A model is served when it has reproduced its stored sample, bit for bit, through the scorer and the path that serve.
/// Immutable and shared by all loops, which find a model by its name without touching a reference count. A bundle that is damaged is refused
/// by name and the others are served; an older version never takes its place, since nobody asked for that one.
@safe public final class ModelHost: @unchecked Sendable {
    /// Sorted by name.
    private let models: [ServedModel]
    private let pointers: UnsafeMutableBufferPointer<Unmanaged<ServedModel>>
    private let names: Phrases
    /// Bundles that were refused: those that could not be opened, then those that do not reproduce their sample; each in name order.
    public let refusals: [BundleError]

    /// Models that one server may hold.
    public static let modelCountMax = 10_000

    /// Opens the newest version of every model below `folder`. Refuses a folder that cannot be read; a folder in it that is no model is
    /// refused like a damaged bundle, other entries and those whose name begins with a point are passed over. With a key, so is a bundle
    /// without a good signature by it; `requiresCertificate` refuses models that have no certificate of their own.
    public convenience init(
        folder: FilePath, signedBy key: (any SignatureVerifier)? = nil, requiresCertificate: Bool = false
    ) throws(BundleError) {
        let outcomes = BundleOpening.outcomes(
            try Bundle.modelFolders(in: folder), threadCount: ProcessorCount.available
        ) { (path) throws(BundleError) in
            let bundle = try Bundle(path: Bundle.resolve(path), signedBy: key)
            if requiresCertificate { try bundle.requireCertificate() }
            return bundle
        }
        var bundles: [Bundle] = []
        var refusals: [BundleError] = []
        for outcome in outcomes {
            switch outcome {
            case .success(let bundle): bundles.append(bundle)
            case .failure(let refusal): refusals.append(refusal)
            }
        }
        self.init(bundles, refusals: refusals)
    }

    /// Hosts those of these bundles that reproduce their stored sample; their models have different names.
    public convenience init(_ bundles: [Bundle], refusals: [BundleError] = []) {
        self.init(bundles, refusals: refusals) { $0.manifest.selfTest }
    }

    /// The same with the samples that `selfTest` gives.
    package init(_ bundles: [Bundle], refusals: [BundleError] = [], selfTest: (Bundle) -> Manifest.SelfTest) {
        precondition(bundles.count <= Self.modelCountMax, "at most \(Self.modelCountMax) models")
        precondition(Set(bundles.map(\.manifest.name)).count == bundles.count, "one bundle of each model")
        var models: [ServedModel] = []
        var refusals = refusals
        for bundle in bundles.sorted(by: { $0.manifest.name.utf8.lexicographicallyPrecedes($1.manifest.name.utf8) }) {
            let model = ServedModel(bundle, index: models.count)
            do {
                try model.checkSelfPredictions(selfTest(bundle))
                models.append(model)
            } catch {
                refusals.append(error)
            }
        }
        self.models = models
        names = Phrases(models.map { Array($0.name.utf8) })
        unsafe pointers = .allocate(capacity: models.count)
        for (index, model) in models.enumerated() {
            unsafe pointers.initializeElement(at: index, to: Unmanaged.passUnretained(model))
        }
        self.refusals = refusals
    }

    deinit { unsafe pointers.deallocate() }

    public var modelCount: Int { models.count }

    /// Name and version of each model, by name.
    public var listing: [(name: String, version: Int)] { models.map { ($0.name, $0.version) } }

    /// All of them, by name.
    var servedModels: [ServedModel] { models }

    /// The bundle of a model, by its place in `listing`.
    func bundle(_ index: Int) -> Bundle { models[index].bundle }

    /// A model, by its place in `listing`.
    func servedModel(_ index: Int) -> ServedModel { models[index] }

    /// Features and outputs of the widest models.
    var featureCountMax: Int { models.map(\.featureCount).max() ?? 0 }
    var rowByteCountMax: Int { models.map(\.rowByteCount).max() ?? 0 }
    var outputCountMax: Int { models.map(\.outputCount).max() ?? 0 }

    /// The model of that name, or nil. Valid as long as the host.
    func model(named name: UnsafeBufferPointer<UInt8>) -> Unmanaged<ServedModel>? {
        guard let index = unsafe names.index(ofSorted: name) else { return nil }
        return unsafe pointers[index]
    }
}
