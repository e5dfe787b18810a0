import Glibc
import Reports
import Testing

/// Contrast of the page's colours by WCAG 2.2: 4.5 to 1 for text (1.4.3), 3 to 1 for lines and marks (1.4.11).
struct ContrastTests {
    private struct Color {
        var red: Double
        var green: Double
        var blue: Double

        init(red: Double, green: Double, blue: Double) {
            (self.red, self.green, self.blue) = (red, green, blue)
        }

        init(hex: some StringProtocol) throws {
            let value = try #require(Int(hex, radix: 16))
            self.init(red: Double(value >> 16) / 255, green: Double(value >> 8 & 255) / 255, blue: Double(value & 255) / 255)
        }

        /// This colour laid over another.
        func over(_ ground: Color, opacity: Double) -> Color {
            let mix = { (top: Double, bottom: Double) in top * opacity + bottom * (1 - opacity) }
            return Color(red: mix(red, ground.red), green: mix(green, ground.green), blue: mix(blue, ground.blue))
        }

        var luminance: Double {
            let linear = { (share: Double) in share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        }

        func contrast(to other: Color) -> Double {
            let (low, high) = (min(luminance, other.luminance), max(luminance, other.luminance))
            return (high + 0.05) / (low + 0.05)
        }
    }

    /// The named colours of the light scheme, then those of the dark one, as the page declares them.
    private static func schemes() throws -> [[String: Color]] {
        let page = String(decoding: HTMLPage(title: "").bytes(), as: UTF8.self)
        return try page.split(separator: ":root {").dropFirst().map { block in
            var colors: [String: Color] = [:]
            for declaration in block.prefix(while: { $0 != "}" }).split(separator: ";") {
                let parts = declaration.split(separator: ":").map { $0.filter { !$0.isWhitespace } }
                guard parts.count == 2, parts[0].hasPrefix("--") else { continue }
                colors[String(parts[0].dropFirst(2))] = try Color(hex: parts[1].dropFirst())
            }
            return colors
        }
    }

    @Test(arguments: [0, 1])
    func `text and marks stand out from what is behind them`(scheme: Int) throws {
        let schemes = try Self.schemes()
        #expect(schemes.count == 2)
        let colors = schemes[scheme]
        let color = { (name: String) in try #require(colors[name], "--\(name)") }
        for ground in ["ground", "raised", "warning-ground", "good-ground", "bad-ground"] {
            #expect(try color("text").contrast(to: color(ground)) >= 4.5)
            #expect(try ground.contains("-") || color("muted").contrast(to: color(ground)) >= 4.5)
        }
        for mark in ["axis", "series-0", "series-1", "series-2", "series-3", "series-4", "series-5"] {
            #expect(try color(mark).contrast(to: color("ground")) >= 3, "--\(mark)")
        }
        // The darkest cell of a matrix.
        let cell = try color("heat").over(color("ground"), opacity: 0.7)
        #expect(try color("text").contrast(to: cell) >= 4.5)
        for line in ["warning-line", "good-line", "bad-line"] { #expect(try color(line).contrast(to: color("ground")) >= 3) }
        // The heading of an invalid run's verdict.
        #expect(try color("bad-line").contrast(to: color("bad-ground")) >= 4.5)
    }
}
