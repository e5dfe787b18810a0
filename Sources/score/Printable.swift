/// Foreign texts and numbers as a terminal may show them.
enum Printable {
    /// The text in quotation marks, cut, without characters that could move the cursor or hide what follows.
    static func quoted(_ text: String, characterCountMax: Int) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
            if result.count > characterCountMax { return "\"\(result.prefix(characterCountMax - 1))…\"" }
        }
        return "\"\(result)\""
    }

    /// Whole numbers without a point.
    static func number(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Thousands set apart: `1 234 567`.
    static func count(_ number: Int) -> String {
        var groups: [Substring] = []
        var digits = Substring(String(number.magnitude))
        while digits.count > 3 {
            groups.append(digits.suffix(3))
            digits = digits.dropLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups.reversed()).joined(separator: " ")
    }

    /// `count` and the noun, in the plural unless there is one of it.
    static func count(_ number: Int, _ noun: String) -> String { "\(count(number)) \(number == 1 ? noun : noun + "s")" }

    /// The first few of `names`, and how many more there are.
    static func list(_ names: [String], shownCountMax: Int = 8) -> String {
        let shown = names.prefix(shownCountMax).map { quoted($0, characterCountMax: 40) }.joined(separator: ", ")
        return names.count <= shownCountMax ? shown : shown + " and \(names.count - shownCountMax) more"
    }
}
