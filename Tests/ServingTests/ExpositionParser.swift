/// A strict reader of Prometheus' text exposition format 0.0.4, which also wants what `promtool check metrics` wants: a help and a type for
/// every family, counters that end in `_total`, histograms that agree with themselves. Source: prometheus.io, "Exposition formats".
struct ExpositionParser {
    struct Refusal: Error, CustomStringConvertible {
        var line: Int
        var reason: String
        var description: String { "line \(line): \(reason)" }
    }

    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Family {
        var name: String
        var type: String
        var samples: [Sample] = []
    }

    private(set) var families: [Family] = []
    private var line = 0
    private var help: String?
    private var seen: Set<String> = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw refusal("the last line does not end") }
        for row in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            line += 1
            if row.hasPrefix("#") { try comment(row) } else { try sample(row) }
        }
        guard help == nil else { throw refusal("a help without a type") }
        for family in families {
            guard !family.samples.isEmpty else { throw refusal("\(family.name) has no sample") }
            if family.type == "histogram" { try checkHistogram(family) }
        }
    }

    /// The value of the only sample with these labels.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = families.flatMap(\.samples).filter { $0.name == name && $0.labels == labels }
        return found.count == 1 ? found[0].value : nil
    }

    private func refusal(_ reason: String) -> Refusal { Refusal(line: line, reason: reason) }

    private mutating func comment(_ row: Substring) throws {
        let words = row.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, words[0] == "#", Self.isName(words[2][...]), !words[3].isEmpty else {
            throw refusal("neither help nor type: \(row)")
        }
        switch words[1] {
        case "HELP":
            guard help == nil else { throw refusal("a help without a type") }
            guard !families.contains(where: { $0.name == words[2] }) else { throw refusal("\(words[2]) comes twice") }
            help = words[2]
        case "TYPE":
            guard help == words[2] else { throw refusal("a type without its help") }
            help = nil
            guard ["counter", "gauge", "histogram"].contains(words[3]) else { throw refusal("type \(words[3])") }
            guard (words[3] == "counter") == words[2].hasSuffix("_total") else { throw refusal("\(words[2]) is a \(words[3])") }
            families.append(Family(name: words[2], type: words[3]))
        default: throw refusal("neither help nor type: \(row)")
        }
    }

    private mutating func sample(_ row: Substring) throws {
        guard help == nil, let family = families.last else { throw refusal("a sample without help and type") }
        var rest = row
        let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") })
        rest = rest.dropFirst(name.count)
        let suffixes = family.type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { family.name + $0 == name }) else { throw refusal("\(name) is not of \(family.name)") }
        let labels = rest.hasPrefix("{") ? try self.labels(&rest) : [:]
        guard rest.first == " ", let value = Self.number(rest.dropFirst()) else { throw refusal("no value: \(row)") }
        let series = name + labels.sorted { $0.key < $1.key }.map { "|\($0.key)=\($0.value)" }.joined()
        guard seen.insert(series).inserted else { throw refusal("\(series) comes twice") }
        if family.type != "gauge", !(value >= 0) { throw refusal("a \(family.type) below zero") }
        families[families.count - 1].samples.append(Sample(name: name, labels: labels, value: value))
    }

    private func labels(_ rest: inout Substring) throws -> [String: String] {
        var labels: [String: String] = [:]
        repeat {
            rest = rest.dropFirst()
            let name = rest.prefix { $0 != "=" }
            guard Self.isName(name), !name.contains(":") else { throw refusal("a label named \(name)") }
            rest = rest.dropFirst(name.count)
            guard rest.hasPrefix("=\"") else { throw refusal("a label without a value") }
            rest = rest.dropFirst(2)
            guard labels.updateValue(try text(&rest), forKey: String(name)) == nil else { throw refusal("\(name) comes twice") }
        } while rest.first == ","
        guard rest.first == "}" else { throw refusal("the labels do not end") }
        rest = rest.dropFirst()
        return labels
    }

    /// A label's value, to behind its quotation mark.
    private func text(_ rest: inout Substring) throws -> String {
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "\\":
                guard let escaped = rest.popFirst(), let plain = ["\\": "\\", "\"": "\"", "n": "\n"][escaped] as Character? else {
                    throw refusal("an unknown escape")
                }
                text.append(plain)
            default: text.append(character)
            }
        }
        throw refusal("a label's value does not end")
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.first, !first.isNumber else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.allSatisfy { $0.isNumber || "+-.e".contains($0) } ? Double(text) : nil
        }
    }

    /// Every series: buckets that ascend and add up, the last of them +Inf and as many as the count.
    private func checkHistogram(_ family: Family) throws {
        var series: [[String: String]: (bound: Double, count: Double, sum: Double?, total: Double?)] = [:]
        for sample in family.samples {
            var labels = sample.labels
            let bound = labels.removeValue(forKey: "le")
            var state = series[labels] ?? (-.infinity, 0, nil, nil)
            switch (sample.name.dropFirst(family.name.count), bound) {
            case ("_bucket", let text?):
                guard let next = Self.number(text[...]), next > state.bound, sample.value >= state.count else {
                    throw refusal("\(family.name): the bucket \(text) does not follow")
                }
                state.bound = next
                state.count = sample.value
            case ("_sum", nil): state.sum = sample.value
            case ("_count", nil): state.total = sample.value
            default: throw refusal("\(family.name): \(sample)")
            }
            series[labels] = state
        }
        for (labels, state) in series {
            guard state.bound == .infinity, state.sum != nil, state.total == state.count else {
                throw refusal("\(family.name) \(labels): \(state)")
            }
        }
    }
}
