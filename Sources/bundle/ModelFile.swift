import Base
import Bundles
import ForestImport
import SystemPackage

/// Another library's model file, read.
struct ModelFile {
    let path: FilePath
    let sha256: String
    let model: ImportedModel

    /// The file's name without its folder.
    var name: String { path.lastComponent?.string ?? path.string }

    init(_ path: FilePath, format: SourceFormat?, progress: ProgressStyle) throws(ImportFailure) {
        self.path = path
        do {
            let file = try MappedFile(path: path, byteCountMax: ImportLimits.fileByteCountMax)
            (sha256, model) = try withExtendedLifetime(file) {
                var hash = SHA256()
                unsafe hash.update(file.bytes)
                return (hash.hexDigest(), try Self.read(file, format: format, progress: progress))
            }
        } catch let error as SystemCallError {
            throw ImportFailure(.environment, error.description)
        } catch let error as ImportError {
            throw ImportFailure(.badData, "\(path): \(error)")
        } catch {
            throw ImportFailure(.internalFailure, "\(error)")
        }
    }

    private static func read(_ file: MappedFile, format: SourceFormat?, progress: ProgressStyle) throws -> ImportedModel {
        var bar = ProgressBar(title: "Reading")
        defer { bar.clear() }
        let byteCount = unsafe file.bytes.count
        return try unsafe ModelImporter.read(file.bytes, format: format) { done in
            guard progress == .bar else { return }
            bar.update(share: Double(done) / Double(byteCount), words: "\(done / 1_000_000) MB")
        }
    }
}
