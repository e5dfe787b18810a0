internal import Base
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

    /// A histogram of durations: a bucket a bound, their sum in seconds, their count.
    func add(_ totals: DurationTotals, labels: String, to text: inout ByteBuffer) {
        addBuckets(totals.counts, bounds: DurationBuckets.boundSeconds, sum: Double(totals.nanoseconds) / 1e9, labels, &text)
    }

    /// A histogram; what is above the last bound is in the last of `counts`, when that is one more than the bounds are.
    func addBuckets(_ counts: [UInt64], bounds: [Double], sum: Double, _ labels: String, _ text: inout ByteBuffer) {
        var count: UInt64 = 0
        for (bound, bucketCount) in zip(bounds, counts) {
            count &+= bucketCount
            add(count, suffix: "_bucket", labels: labels + ",le=\"\(bound)\"", to: &text)
        }
        if counts.count > bounds.count { count &+= counts[bounds.count] }
        add(count, suffix: "_bucket", labels: labels + ",le=\"+Inf\"", to: &text)
        add(sum, suffix: "_sum", labels: labels, to: &text)
        add(count, suffix: "_count", labels: labels, to: &text)
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
    static func label(_ name: String, _ value: StaticString) -> String { label(name, "\(value)") }

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
