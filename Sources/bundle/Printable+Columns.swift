import Base

/// What a table of `bundle inspect` is made of.
extension Printable {
    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func rightAligned(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
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
}
