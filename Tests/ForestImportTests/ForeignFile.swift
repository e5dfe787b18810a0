import ForestImport
import Testing

/// The bytes of a model file, imported.
enum ForeignFile {
    static func read(_ bytes: [UInt8], format: SourceFormat? = nil) throws(ImportError) -> ImportedModel {
        let result = unsafe bytes.withUnsafeBytes { bytes in
            Result { () throws(ImportError) in try unsafe ModelImporter.read(bytes, format: format) }
        }
        return try result.get()
    }

    /// The error that the bytes are refused with; a model is recorded as an issue.
    static func refusal(_ bytes: [UInt8], format: SourceFormat? = nil) -> ImportError {
        do throws(ImportError) {
            _ = try read(bytes, format: format)
            Issue.record("the file was not refused")
            return ImportError(reason: "none")
        } catch {
            return error
        }
    }
}
