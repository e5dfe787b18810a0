internal import Codecs

/// Numbers that stand in texts.
enum XGBoostNumber {
    /// The finite number that fills `text` but for blanks around it, rounded to float32 once.
    static func float(_ text: Substring) -> Float? {
        let blanks = text.prefix { $0 == " " }.count
        let number = text.dropFirst(blanks).reversed().drop { $0 == " " }.reversed()
        guard let value = NumberParser.float(String(number)), value.isFinite else { return nil }
        return value
    }
}
