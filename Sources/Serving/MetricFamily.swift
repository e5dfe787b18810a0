internal import Codecs

/// A metric with all its series, in Prometheus' text exposition format 0.0.4: two lines that tell what it is, then a line a series.
struct MetricFamily {
    enum Kind: String {
        case counter, gauge, histogram
    }

    let name: StaticString

    /// Begins the family; its samples follow before the next family begins.
    init(_ name: StaticString, _ kind: Kind, help: StaticString, to text: inout ByteBuffer) {
        self.name = name
        text.append("# HELP " as StaticString)
        text.append(name)
        text.append(UInt8(ascii: " "))
        text.append(help)
        text.append("\n# TYPE " as StaticString)
        text.append(name)
        text.append(UInt8(ascii: " "))
        text.append(kind.rawValue)
        text.append(UInt8(ascii: "\n"))
    }

    /// A sample; `labels` as ``label(_:_:)`` spells them, joined by commas.
    func add(_ value: UInt64, suffix: StaticString = "", labels: String = "", to text: inout ByteBuffer) {
        begin(suffix, labels, &text)
        // A counter of bytes does not come near the sign bit.
        text.append(Int(clamping: value))
        text.append(UInt8(ascii: "\n"))
    }

    func add(_ value: Int, labels: String = "", to text: inout ByteBuffer) { add(UInt64(value), labels: labels, to: &text) }

    func add(_ value: Double, suffix: StaticString = "", labels: String = "", to text: inout ByteBuffer) {
        begin(suffix, labels, &text)
        text.append(value)
        text.append(UInt8(ascii: "\n"))
    }

    private func begin(_ suffix: StaticString, _ labels: String, _ text: inout ByteBuffer) {
        text.append(name)
        if suffix.utf8CodeUnitCount > 0 { text.append(suffix) }
        if !labels.isEmpty {
            text.append(UInt8(ascii: "{"))
            text.append(labels)
            text.append(UInt8(ascii: "}"))
        }
        text.append(UInt8(ascii: " "))
    }

    /// `name="value"`, with what the format wants escaped in a value.
    static func label(_ name: String, _ value: String) -> String {
        var text = "\(name)=\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
