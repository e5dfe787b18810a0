import Base
import Codecs
import SystemPackage

/// A file that says how a load test is run: one JSON object whose members are the command line's options, with underscores.
///
/// It becomes arguments, which stand before those of the command line; what the command line has is left out. Paths in it are relative to
/// the file's folder, so that it can be run from anywhere.
package struct Scenario: Sendable {
    /// An option as a member.
    package struct Key: Sendable {
        package enum Form: Sendable {
            /// A text or a number.
            case value
            /// true or false.
            case flag
            /// A text, or an array of texts that commas join.
            case list
            /// A text, or an array of texts each of which is an option of its own.
            case repeated
            /// The path of a file.
            case path
            /// A path, or an array of them that commas join.
            case paths
        }

        package let name: String
        package let form: Form
        /// Options of one group exclude each other: where the command line has one, the file's do not count.
        package let group: String?

        package init(_ name: String, _ form: Form = .value, group: String? = nil) {
            (self.name, self.form, self.group) = (name, form, group)
        }

        package var option: String { "--" + String(name.map { $0 == "_" ? "-" : $0 }) }
    }

    /// Options, spelled as a command line has them: `--rate=500`.
    package let arguments: [String]
    /// What the file says about itself.
    package let description: String?

    package static let byteCountMax = 1 << 20
    /// The member that is no option.
    private static let descriptionName = "description"

    /// Reads `path`; `given` is the command line.
    package init(path: String, keys: [Key], given: [String]) throws(LoadFailure) {
        let members = try Self.members(path)
        let isGiven = Self.givenOptions(given, keys: keys)
        var arguments: [String] = []
        var description: String?
        for member in members {
            if member.name == Self.descriptionName {
                guard case .string(let text) = member.value else { throw Self.refusal(path, member.name, "a text is accepted") }
                description = text
                continue
            }
            guard let key = keys.first(where: { $0.name == member.name }) else {
                let hint = NearestName.hint(for: member.name, among: keys.map(\.name) + [Self.descriptionName])
                throw LoadFailure(
                    .usage,
                    "\(path): there is no \(Printable.quoted(member.name, width: 100))\(hint); the options of loadtest --help are "
                        + "accepted, with underscores")
            }
            let own = try Self.arguments(member.value, key, path: path)
            if !isGiven.contains(key.name), key.group.map({ group in !isGiven.contains(group) }) ?? true { arguments += own }
        }
        self.arguments = arguments
        self.description = description
    }

    private static func members(_ path: String) throws(LoadFailure) -> [JSONValue.Member] {
        let file: MappedFile
        do { file = try MappedFile(path: FilePath(path), byteCountMax: byteCountMax) } catch {
            throw LoadFailure(.environment, "\(error)")
        }
        let document: JSONValue
        do { document = unsafe try JSONValue.parse(file.bytes) } catch {
            throw LoadFailure(.usage, "\(path): is not JSON: \(error)")
        }
        guard case .object(let members) = document else {
            throw LoadFailure(.usage, "\(path): expected an object of options, such as {\"url\": \"http://127.0.0.1:8000/\"}")
        }
        return members
    }

    /// The names and groups of what the command line has.
    private static func givenOptions(_ given: [String], keys: [Key]) -> Set<String> {
        var names: Set<String> = []
        for argument in given.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
            let option = String(argument.prefix { $0 != "=" })
            for key in keys where key.option == option || "--no-" + key.option.dropFirst(2) == option {
                names.insert(key.name)
                if let group = key.group { names.insert(group) }
            }
        }
        return names
    }

    private static func arguments(_ value: JSONValue, _ key: Key, path: String) throws(LoadFailure) -> [String] {
        switch key.form {
        case .value:
            switch value {
            case .string(let text), .number(let text): return [key.option + "=" + text]
            default: throw refusal(path, key.name, "a text or a number is accepted")
            }
        case .flag:
            guard case .bool(let isSet) = value else { throw refusal(path, key.name, "true or false is accepted") }
            return isSet ? [key.option] : []
        case .list: return [key.option + "=" + (try texts(value, key, path: path)).joined(separator: ",")]
        case .repeated: return (try texts(value, key, path: path)).map { key.option + "=" + $0 }
        case .path:
            guard case .string(let text) = value else { throw refusal(path, key.name, "the path of a file is accepted") }
            return [key.option + "=" + resolved(text, beside: path)]
        case .paths:
            let paths = (try texts(value, key, path: path)).flatMap { $0.split(separator: ",") }
            return [key.option + "=" + paths.map { resolved(String($0), beside: path) }.joined(separator: ",")]
        }
    }

    private static func texts(_ value: JSONValue, _ key: Key, path: String) throws(LoadFailure) -> [String] {
        let refusal = refusal(path, key.name, "a text or an array of texts is accepted")
        if case .string(let text) = value { return [text] }
        guard case .array(let elements) = value, !elements.isEmpty else { throw refusal }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element else { throw refusal }
            texts.append(text)
        }
        return texts
    }

    private static func resolved(_ text: String, beside path: String) -> String {
        text == "-" ? text : FilePath(path).removingLastComponent().pushing(FilePath(text)).string
    }

    private static func refusal(_ path: String, _ name: String, _ reason: String) -> LoadFailure {
        LoadFailure(.usage, "\(path): \(Printable.quoted(name, width: 100)): \(reason)")
    }
}
