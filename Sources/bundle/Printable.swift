/// Texts and numbers of a bundle as a terminal may show them: a bundle comes from anywhere, and its texts may hold anything.
enum Printable {
    /// The text without control characters, which could move the cursor or hide what follows.
    static func text(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text, cut to `width` characters.
    static func text(_ text: String, width: Int) -> String {
        let printable = self.text(text)
        return printable.count <= width ? printable : printable.prefix(width - 1) + "…"
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func rightAligned(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
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
    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// Four decimals, where they tell something; NaN is what has no value.
    static func metric(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "-" : value.description }
        guard value == 0 || (1e-3..<1e12).contains(value.magnitude) else { return Float(value).description }
        let scaled = Int((value.magnitude * 1e4).rounded())
        let decimals = String(scaled % 10_000)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return "\(sign)\(scaled / 10_000).\(String(repeating: "0", count: 4 - decimals.count))\(decimals)"
    }

    /// The shortest text of a number, read as the `Float` that it came from where it is one.
    static func number(_ value: Double) -> String {
        let text = Double(Float(value)) == value ? Float(value).description : value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
