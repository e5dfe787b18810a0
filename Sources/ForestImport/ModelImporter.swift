/// Reads another library's model file into an ensemble that computes the same margins, bit for bit, or refuses it by name.
///
/// It owns nothing: bytes in, model out, pure. Each format has a reader that keeps the file's own arrays, and a conversion of those
/// that ends in `EnsembleBuilder`, which checks every tree. What Espalier cannot represent exactly is an error that says so, never
/// an approximation. Limits: `ImportLimits` and `EnsembleLimits`. Any thread.
public enum ModelImporter {
    /// Reads the model in `bytes`, a whole file. `format` nil recognises it by content. `onProgress` is told from time to time how
    /// many bytes are read.
    public static func read(
        _ bytes: UnsafeRawBufferPointer, format: SourceFormat? = nil, onProgress: (_ byteCount: Int) -> Void = { _ in }
    ) throws(ImportError) -> ImportedModel {
        guard bytes.count <= ImportLimits.fileByteCountMax else {
            throw ImportError(
                reason: "the file has \(bytes.count) bytes; \(ImportLimits.fileByteCountMax) are accepted")
        }
        let beginning = unsafe SourceFormat.Beginning(bytes.prefix(SourceFormat.beginningByteCount))
        guard let format = format ?? SourceFormat.recognise(beginning: beginning) else {
            throw SourceFormat.unrecognised(beginning: beginning)
        }
        switch format {
        case .xgboostJSON:
            var reader = XGBoostReader(unsafe try JSONModelCursor(bytes))
            return try XGBoostConversion(try reader.read(onProgress: onProgress), format: format).convert()
        case .xgboostUBJSON:
            var reader = XGBoostReader(unsafe UBJSONCursor(bytes))
            return try XGBoostConversion(try reader.read(onProgress: onProgress), format: format).convert()
        case .lightGBMText: return try unsafe LightGBMImporter.read(bytes, onProgress: onProgress)
        }
    }
}
