import Base
import Bundles
import ForestImport
import SystemPackage

/// The model file that a bundle was imported from, found again and held against its hash.
struct SourceFile {
    private let path: FilePath
    private let file: MappedFile
    private let origin: Manifest.Source

    /// `path` nil looks for a file of the name in the manifest here, then beside the golden file.
    init(_ path: String?, _ origin: Manifest.Source, golden: FilePath) throws(ProofFailure) {
        self.origin = origin
        let places = path.map { [FilePath($0)] } ?? Self.places(origin.file, golden)
        var failure: SystemCallError?
        for place in places {
            do throws(SystemCallError) {
                file = try MappedFile(path: place, byteCountMax: ImportLimits.fileByteCountMax)
            } catch {
                failure = failure ?? error
                continue
            }
            self.path = place
            let sha256 = withExtendedLifetime(file) { unsafe SHA256.hexDigest(of: file.bytes) }
            guard sha256 == origin.sha256 else {
                throw ProofFailure(
                    .badData,
                    "\(place): is not the file that the bundle was imported from (its sha256 is \(sha256), expected \(origin.sha256))"
                )
            }
            return
        }
        if path != nil, let failure { throw ProofFailure(failure) }
        throw ProofFailure(
            .environment,
            "the model file \(Printable.text(origin.file, width: 200)) is neither here nor beside \(golden); --source names it")
    }

    private static func places(_ name: String, _ golden: FilePath) -> [FilePath] {
        // A manifest is no place to take paths from.
        guard let component = FilePath.Component(name), component.kind == .regular else { return [] }
        return [FilePath(name), golden.removingLastComponent().appending(component)]
    }

    /// The structural proof; which difference there is ends it.
    func proof(_ bundle: Bundle) throws(ProofFailure) -> StructuralProof {
        guard let format = SourceFormat(rawValue: origin.format) else {
            throw ProofFailure(
                .badBundle,
                "\(bundle.path): was imported from the format \(Printable.text(origin.format, width: 40)), which is not known")
        }
        do throws(ImportError) {
            return try withExtendedLifetime(file) { () throws(ImportError) in
                try unsafe StructuralProof(file.bytes, format: format, forest: bundle.forest, contract: bundle.manifest.contract)
            }
        } catch {
            throw ProofFailure(.badBundle, "\(bundle.path): is not the model of \(path): \(error)")
        }
    }
}
