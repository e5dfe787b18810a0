import Codecs
import SystemPackage
import TestSupport
import Testing

/// A run of `loadtest` to its end, with the figures that it wrote as JSON.
struct LoadtestRun {
    let result: Program.Result
    private let figures: JSONValue?

    /// Asks `http://127.0.0.1:PORT` + `target` with `bodies` and further arguments. Whatever else the machine does is not what is tested:
    /// figures that are not valid are accepted unless they are what it is about.
    init(port: Int, target: String = "/p", bodies: [String] = ["hello"], refusesInvalid: Bool = false, _ arguments: [String]) {
        let folder = TemporaryFolder()
        let json = folder.path.appending("figures.json")
        result = Program.run(
            "loadtest",
            ["http://127.0.0.1:\(port)\(target)", "--json", json.string] + Self.bodyArguments(bodies, in: folder)
                + (refusesInvalid ? [] : ["--accept-invalid"]) + arguments)
        figures = FileBytes.read(json).flatMap { try? JSONValue.parse($0) }
    }

    /// `--body` with a file for each of `bodies`.
    static func bodyArguments(_ bodies: [String], in folder: TemporaryFolder) -> [String] {
        if bodies.isEmpty { return [] }
        let files = bodies.enumerated().map { index, body in
            let file = folder.path.appending("body\(index)")
            FileBytes.write(Array(body.utf8), to: file)
            return file.string
        }
        return ["--body", files.joined(separator: ",")]
    }

    /// The number at a path of member names; nil where there is none.
    func number(_ path: String...) -> Double? {
        var value = figures
        for name in path { value = value?.member(name) }
        guard case .number(let text) = value else { return nil }
        return Double(text)
    }

    func count(_ path: String...) -> Int? {
        var value = figures
        for name in path { value = value?.member(name) }
        guard case .number(let text) = value else { return nil }
        return Int(text)
    }

    var isInterrupted: Bool { figures?.member("interrupted") == .bool(true) }

    /// The kinds of errors that happened, with how often.
    var errors: [String: Int] {
        guard case .object(let members) = figures?.member("errors") else { return [:] }
        var counts: [String: Int] = [:]
        for member in members {
            if case .number(let text) = member.value, let count = Int(text), count > 0 { counts[member.name] = count }
        }
        return counts
    }

    /// Why the figures are not to be trusted.
    var invalidReasons: [String] {
        guard case .array(let reasons) = figures?.member("invalid_reasons") else { return [] }
        return reasons.compactMap { if case .string(let name) = $0.member("reason") { name } else { nil } }
    }

    /// First and last value and count of each bucket of the histogram.
    var buckets: [[Int]] {
        guard case .array(let rows) = figures?.member("histogram") else { return [] }
        return rows.map { row in
            guard case .array(let numbers) = row else { return [] }
            return numbers.compactMap { if case .number(let text) = $0 { Int(text) } else { nil } }
        }
    }
}

extension JSONValue {
    fileprivate func member(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
