internal import Bundles
internal import CEspalier
internal import Forest
internal import SystemPackage
internal import Tabular

/// What an `espalier_model` is: an open bundle with its scorer, what a caller may ask about it, and the threads of its large calls.
///
/// Owns all of it. Thread rules: immutable, so that any thread may predict; the threads are the workers' own affair.
@safe final class OpenModel: Sendable {
    let scorer: Scorer
    let featureCount: Int
    let outputCount: Int
    let treeCount: Int
    let version: Int
    let inputType: Int32
    let name: CTexts
    let task: CTexts
    let objective: CTexts
    let featureNames: CTexts
    let featureKinds: [Feature.Kind]
    let classLabels: CTexts
    /// nil when every call is worked off by its own thread.
    let workers: RowWorkers?
    // Keeps the mapped forest.
    private let bundle: Bundle

    init(path: FilePath, threadCount: Int) throws(CallError) {
        do throws(KernelChoiceError) { try KernelChoice.checkEnvironment() } catch { throw .invalid(error.description) }
        do throws(BundleError) { bundle = try Bundle(path: Bundle.resolve(path)) } catch { throw CallError(error) }
        do throws(RowWorkers.StartError) {
            workers = threadCount > 1 ? try RowWorkers(threadCount: threadCount) : nil
        } catch {
            throw CallError(code: ESPALIER_SYSTEM_ERROR, reason: error.description)
        }
        let manifest = bundle.manifest
        scorer = bundle.scorer
        featureCount = bundle.forest.featureCount
        outputCount = bundle.forest.outputCount
        treeCount = bundle.forest.treeCount
        inputType = bundle.forest.arithmetic.inputWidth == .float32 ? ESPALIER_FLOAT32 : ESPALIER_FLOAT64
        version = manifest.version
        name = CTexts([manifest.name])
        task = CTexts([manifest.target.task.rawValue])
        objective = CTexts([manifest.objective.name])
        featureNames = CTexts(manifest.contract.features.map(\.name))
        featureKinds = manifest.contract.features.map(\.kind)
        classLabels = CTexts(manifest.target.classes)
    }

    /// The handle of a new reference, which `release` gives back.
    var handle: OpaquePointer { unsafe OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

    static func release(_ handle: OpaquePointer) {
        unsafe Unmanaged<OpenModel>.fromOpaque(UnsafeRawPointer(handle)).release()
    }

    /// ESPALIER_NUMBER or ESPALIER_CATEGORY; 0 when there are not as many features.
    func kind(ofFeature feature: Int64) -> Int32 {
        guard feature >= 0, feature < Int64(featureKinds.count) else { return 0 }
        return featureKinds[Int(feature)] == .numeric ? ESPALIER_NUMBER : ESPALIER_CATEGORY
    }

    /// Calls `body` with the model of a handle; the caller keeps the handle open.
    @inline(__always)
    static func using<Result>(_ handle: OpaquePointer, _ body: (OpenModel) -> Result) -> Result {
        unsafe Unmanaged<OpenModel>.fromOpaque(UnsafeRawPointer(handle))._withUnsafeGuaranteedRef { body($0) }
    }

    /// The same for calls that fail without a model.
    @inline(__always)
    static func using(_ handle: OpaquePointer?, _ body: (OpenModel) throws(CallError) -> Void) throws(CallError) {
        guard let handle = unsafe handle else { throw .invalid("model is NULL") }
        let failure: CallError? = unsafe using(handle) { model in
            do throws(CallError) {
                try body(model)
                return nil
            } catch let failure {
                return failure
            }
        }
        if let failure { throw failure }
    }
}
