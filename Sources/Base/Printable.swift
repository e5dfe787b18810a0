/// Foreign texts and numbers as a terminal may show them: tables and bundles come from anywhere, and their texts may hold anything.
public enum Printable {
    /// The text without control characters, which could move the cursor or hide what follows.
    public static func text(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars { append(scalar, to: &result) }
        return result
    }

    /// The same, cut to `width` characters.
    public static func text(_ text: String, width: Int) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            append(scalar, to: &result)
            if result.count > width { return result.prefix(width - 1) + "…" }
        }
        return result
    }

    /// The same, in quotation marks.
    public static func quoted(_ text: String, width: Int) -> String { "\"\(self.text(text, width: width))\"" }

    /// The first few of `names`, quoted, and how many more there are.
    public static func list(_ names: [String], shownCountMax: Int = 8) -> String {
        let shown = names.prefix(shownCountMax).map { quoted($0, width: 40) }.joined(separator: ", ")
        return names.count <= shownCountMax ? shown : shown + " and \(names.count - shownCountMax) more"
    }

    /// Thousands set apart: `1,234,567`.
    public static func count(_ number: Int) -> String {
        var groups: [Substring] = []
        var digits = Substring(String(number.magnitude))
        while digits.count > 3 {
            groups.append(digits.suffix(3))
            digits = digits.dropLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups.reversed()).joined(separator: ",")
    }

    /// `count` and the noun, in the plural unless there is one of it.
    public static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// The shortest text of a number, read as the `Float` that it came from where it is one; whole numbers without a point.
    public static func number(_ value: Double) -> String {
        let text = Double(Float(value)) == value ? Float(value).description : value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// `45 ms`, `1.4 s`, `12 s`, `3 min 20 s`.
    public static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "? s" }
        if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 9.95 {
            let tenths = Int((seconds * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = Int(seconds.rounded())
        return whole < 120 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
            text += "\\u{\(String(scalar.value, radix: 16))}"
        default: text.unicodeScalars.append(scalar)
        }
    }
}
