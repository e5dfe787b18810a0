/// The file formats of other libraries that can be imported.
public enum SourceFormat: String, Sendable, CaseIterable {
    /// What XGBoost's `save_model("model.json")` writes, releases 1.0 to 3.x.
    case xgboostJSON = "xgboost-json"
    /// What XGBoost's `save_model("model.ubj")` writes, releases 1.6 to 3.x.
    case xgboostUBJSON = "xgboost-ubjson"
    /// What LightGBM's `save_model("model.txt")` writes, versions 2 to 4 of the text format.
    case lightGBMText = "lightgbm-text"

    /// A file's first bytes, as many as tell its format.
    typealias Beginning = [UInt8]

    /// The format that begins as `bytes` do, nil when none does. Looks at the first few bytes only.
    public static func recognise(_ bytes: UnsafeRawBufferPointer) -> SourceFormat? {
        unsafe recognise(beginning: Beginning(bytes.prefix(beginningByteCount)))
    }

    static func recognise(beginning: Beginning) -> SourceFormat? {
        if beginning.starts(with: "tree\n".utf8) || beginning.starts(with: "tree\r\n".utf8) { return .lightGBMText }
        guard let opening = beginning.firstIndex(where: { !isBlank($0) }), beginning[opening] == UInt8(ascii: "{"),
            opening + 1 < beginning.count
        else { return nil }
        let following = beginning[opening + 1]
        // In UBJSON a name begins with the type of its length, and there are no blanks.
        if opening == 0, "iUIlL$#N".utf8.contains(following) { return .xgboostUBJSON }
        return isBlank(following) || "\"}".utf8.contains(following) ? .xgboostJSON : nil
    }

    /// What a file of no known format is likely to be, and what to do about it.
    static func unrecognised(beginning: Beginning) -> ImportError {
        let accepted =
            "accepted are XGBoost's JSON and UBJSON (save_model(\"model.json\") or \"model.ubj\") and LightGBM's text "
            + "(save_model(\"model.txt\"))"
        let reason =
            if beginning.isEmpty {
                "the file is empty"
            } else if isOldBinary(beginning) {
                "this is XGBoost's old binary format: load the file in an XGBoost release before 3.1 and save it again with "
                    + "save_model(\"model.json\")"
            } else if beginning[0] == 0x80 {
                "this looks like a Python pickle, which can run code: load it where it was made and use the library's save_model"
            } else if beginning.starts(with: [0x1F, 0x8B]) {
                "this looks like a gzip file: unpack it first"
            } else {
                "no model file begins as this one does"
            }
        return ImportError(byteOffset: 0, reason: "\(reason); \(accepted)")
    }

    static let beginningByteCount = 4096

    // Written raw, the old format begins with the base score as float32 and the number of features as uint32.
    private static func isOldBinary(_ bytes: Beginning) -> Bool {
        if bytes.starts(with: "binf".utf8) || bytes.starts(with: "bs64".utf8) { return true }
        guard bytes.count > oldHeaderByteCount else { return false }
        func word(_ offset: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) } }
        let baseScore = Float(bitPattern: word(0))
        return (baseScore == 0 || (1e-6...1e6).contains(baseScore.magnitude)) && (1..<1 << 20).contains(word(4))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static let oldHeaderByteCount = 136
}
