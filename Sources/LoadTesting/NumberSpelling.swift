/// A number's text in a table as JSON has it: the same digits, so that nothing is rounded on the way.
package enum NumberSpelling {
    /// nil when the text is no number. Spellings that JSON lacks are put right: `+5`, `.5`, `5.`, `007`; infinities become the text
    /// `"Infinity"`, in quotation marks, that Espalier reads as one.
    package static func json(_ text: Substring) -> String? {
        let isNegative = text.first == "-"
        let unsigned = isNegative || text.first == "+" ? text.dropFirst() : text
        if ["inf", "infinity"].contains(unsigned.lowercased()) { return isNegative ? "\"-Infinity\"" : "\"Infinity\"" }
        let whole = unsigned.prefix { isDigit($0) }
        var rest = unsigned[whole.endIndex...]
        var fraction: Substring = ""
        if rest.first == "." {
            fraction = rest.dropFirst().prefix { isDigit($0) }
            rest = rest[fraction.endIndex...]
        }
        guard !(whole.isEmpty && fraction.isEmpty), isExponent(rest) else { return nil }
        let digits = whole.drop { $0 == "0" }
        return (isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits) + (fraction.isEmpty ? "" : "." + fraction) + rest
    }

    /// Nothing, or `e`, perhaps a sign, and digits.
    private static func isExponent(_ text: Substring) -> Bool {
        guard let letter = text.first else { return true }
        guard letter == "e" || letter == "E" else { return false }
        var digits = text.dropFirst()
        if let sign = digits.first, sign == "-" || sign == "+" { digits = digits.dropFirst() }
        return !digits.isEmpty && digits.allSatisfy { isDigit($0) }
    }

    private static func isDigit(_ character: Character) -> Bool { "0"..."9" ~= character }
}
