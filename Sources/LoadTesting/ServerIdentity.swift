/// Which process answered, and with which models: what a server's metrics say of it, in Prometheus' text format.
///
/// Taken before and after a measurement. A process that was started anew in between, or a model that is served in another version, is
/// another server, however quietly it took over.
package struct ServerIdentity: Sendable, Equatable {
    /// `process_start_time_seconds`, of each process that has one.
    package private(set) var startSeconds: Set<Double> = []
    /// The versions of each model, from samples with the labels `model` and `version`, as `serve`, Triton and KServe have them.
    package private(set) var versions: [String: Set<String>] = [:]

    private static let startName = "process_start_time_seconds"

    /// nil when the text tells neither.
    package init?(metrics text: String) {
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            take(Substring(line))
        }
        if startSeconds.isEmpty, versions.isEmpty { return nil }
    }

    /// One sample: `name value` or `name{label="text",...} value`.
    private mutating func take(_ line: Substring) {
        let name = line.prefix { $0 != "{" && $0 != " " }
        var rest = line[name.endIndex...]
        var labels: [Substring: String] = [:]
        if rest.first == "{" {
            guard let end = Self.read(&labels, from: rest) else { return }
            rest = rest[end...]
        }
        if name == Self.startName, let value = rest.split(separator: " ").first.flatMap({ Double($0) }) {
            startSeconds.insert(value)
        }
        if let model = labels["model"], let version = labels["version"] { versions[model, default: []].insert(version) }
    }

    /// Reads `{...}`; what follows it begins where this says. nil where it does not end.
    private static func read(_ labels: inout [Substring: String], from text: Substring) -> Substring.Index? {
        var place = text.index(after: text.startIndex)
        while place < text.endIndex, text[place] != "}" {
            guard let equals = text[place...].firstIndex(of: "=") else { return nil }
            let name = text[place..<equals].drop { $0 == "," || $0 == " " }
            place = text.index(after: equals)
            guard place < text.endIndex, text[place] == "\"" else { return nil }
            place = text.index(after: place)
            var value = ""
            while place < text.endIndex, text[place] != "\"" {
                var character = text[place]
                if character == "\\" {
                    place = text.index(after: place)
                    guard place < text.endIndex else { return nil }
                    character = text[place] == "n" ? "\n" : text[place]
                }
                value.append(character)
                place = text.index(after: place)
            }
            guard place < text.endIndex else { return nil }
            place = text.index(after: place)
            labels[name] = value
        }
        return place < text.endIndex ? text.index(after: place) : nil
    }

    /// What is another one than before, in words; nil when all is as it was.
    package func change(since before: ServerIdentity) -> String? {
        if startSeconds != before.startSeconds {
            return "its process was started anew: process_start_time_seconds was \(Self.words(before.startSeconds)) and is "
                + Self.words(startSeconds)
        }
        for model in Set(versions.keys).union(before.versions.keys).sorted() where versions[model] != before.versions[model] {
            let words = { (versions: Set<String>?) in
                versions.map { "in version " + $0.sorted().joined(separator: " and ") } ?? "not at all"
            }
            return "the model '\(model)' was served \(words(before.versions[model])) and is served \(words(versions[model]))"
        }
        return nil
    }

    private static func words(_ seconds: Set<Double>) -> String {
        seconds.isEmpty ? "not told" : seconds.sorted().map { "\($0)" }.joined(separator: " and ")
    }
}
