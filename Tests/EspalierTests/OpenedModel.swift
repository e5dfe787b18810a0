import BundleTestSupport
import CEspalier
import Forest
import ForestTestSupport
import SystemPackage
import TestSupport

/// A model that was opened through the C interface, from a bundle of its own.
@safe final class OpenedModel: @unchecked Sendable {
    let handle: OpaquePointer
    let ensemble: TreeEnsemble
    private let folder = TemporaryFolder()

    var featureCount: Int { ensemble.featureCount }
    var outputCount: Int { ensemble.outputCount }

    init(_ model: SmallModel = SmallModel(), threads: Int32 = 0) throws {
        ensemble = model.forest.ensemble()
        let path = try model.write(to: folder.path)
        var options = espalier_open_options()
        options.size = MemoryLayout<espalier_open_options>.size
        options.threads = threads
        unsafe handle = try unsafe Self.open(path.string, &options)
    }

    deinit { unsafe espalier_close(handle) }

    /// The handle, or why there is none.
    static func open(_ path: String, _ options: UnsafePointer<espalier_open_options>?) throws(Refusal) -> OpaquePointer {
        var error = espalier_error()
        var handle: OpaquePointer?
        let code = unsafe espalier_open(path, options, &handle, &error)
        guard code == ESPALIER_OK, let handle = unsafe handle else { throw Refusal(code, error) }
        return unsafe handle
    }

    /// Rows of every kind of number for the model.
    func rows(_ count: Int, seed: UInt64, _ test: String = #function) -> [[Double]] {
        var random = TestSeed.random(seed, test)
        let source = RandomRows(for: ensemble)
        return (0..<count).map { _ in source.float64(&random) }
    }

    /// The bits of predictions or margins by the reference, of rows that are rounded to float32 first or not.
    func reference(_ rows: [[Double]], _ output: Int32, narrow: Bool) -> [UInt64] {
        let reference = ReferenceScorer(ensemble)
        return rows.flatMap { row in
            let row = narrow ? row.map { Double(Float($0)) } : row
            return output == ESPALIER_MARGIN ? reference.margins(row) : reference.predictions(row)
        }.map(\.bitPattern)
    }
}

/// What a call of the C interface said when it failed.
struct Refusal: Error, Equatable, CustomStringConvertible {
    let code: Int32
    let message: String

    init(_ code: Int32, _ error: espalier_error) {
        self.code = code
        var error = error
        message = unsafe withUnsafeBytes(of: &error.message) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    var description: String { "\(code): \(message)" }
}
