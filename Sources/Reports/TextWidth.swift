/// How wide a text will be, without a font: widths of a common sans-serif face, rounded up.
///
/// A chart must leave room for its labels before any browser has chosen a font, so the estimate errs to the wide side.
package enum TextWidth {
    /// Width in the units of `fontSize`.
    package static func estimate(_ text: String, fontSize: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + share($1) } * fontSize
    }

    /// The text, or as much of its start as fits into `width` with an ellipsis.
    package static func fit(_ text: String, width: Double, fontSize: Double) -> String {
        guard estimate(text, fontSize: fontSize) > width else { return text }
        let room = width - estimate("…", fontSize: fontSize)
        var used = 0.0
        var kept = ""
        for character in text {
            used += estimate(String(character), fontSize: fontSize)
            guard used <= room else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// Width of one character as a share of the font size.
    private static func share(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!": 0.3
        case "f", "t", "r", " ", "-", "(", ")", "[", "]", "/": 0.4
        case "m", "w", "M", "W", "%", "@", "…": 0.92
        case "A"..."Z", "&": 0.71
        case "\u{0}"..."\u{2FF}": 0.58
        case "\u{300}"..."\u{36F}": 0
        case "\u{370}"..."\u{10FF}", "\u{2000}"..."\u{2DFF}": 0.68
        default: 1.05
        }
    }
}
