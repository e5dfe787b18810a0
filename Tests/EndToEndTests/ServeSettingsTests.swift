import SystemPackage
import TestSupport
import Testing

/// The one table of settings, by what flags, environment, file, `--help` and `--print-config` make of it.
struct ServeSettingsTests {
    private let folder = TemporaryFolder()

    /// A line of `--print-config`.
    private struct Line: Equatable {
        var value: String
        var origin: String
    }

    private func file(_ text: String, _ name: String = "serve.json") -> String {
        let path = folder.path.appending(name)
        FileBytes.write(Array(text.utf8), to: path)
        return path.string
    }

    private func printed(_ arguments: [String], environment: [String: String] = [:]) -> [String: Line] {
        let result = Program.run("serve", ["--print-config"] + arguments, environment: environment)
        #expect(result.exitCode == 0 && result.error.isEmpty, "\(result.error)")
        var lines: [String: Line] = [:]
        for line in result.output.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let rest = words[1].drop { $0 == " " }.split(separator: " ", maxSplits: 1)
            lines[words[0]] = Line(value: String(rest[0]), origin: String(rest[1].drop { $0 == " " }))
        }
        return lines
    }

    private func refusal(_ arguments: [String], environment: [String: String] = [:]) -> String {
        let result = Program.run("serve", arguments, environment: environment)
        #expect(result.exitCode == 2 && result.output.isEmpty, "\(arguments): \(result)")
        return result.error
    }

    @Test func `help is as it was looked at last`() {
        let result = Program.run("serve", ["--help"])
        #expect(result.exitCode == 0)
        #expect(Program.run("serve", ["-h"], environment: ["ESPALIER_PORT": "none"]).output == result.output)
        Snapshot.check(Array(result.output.utf8), name: "help/serve.txt")
        #expect(Program.run("serve", ["--version"]).output.hasPrefix("serve "))
    }

    @Test func `the printed configuration is as it was looked at last`() {
        _ = file(#"{"max_rows": 100, "no_admin": true, "log_format": "text", "port": 1}"#)
        let arguments = ["--print-config", "--port=0", "--config", "serve.json", "my models"]
        let result = Program.run(
            "/bin/sh", ["-c", "cd \"$0\" && exec \"$@\"", folder.path.string, Program.path(of: "serve").string] + arguments,
            environment: ["ESPALIER_MAX_ROWS": "200", "ESPALIER_BASE_PATH": "/ml/v1", "ESPALIER_PORT": "2"])
        #expect(result.exitCode == 0 && result.error.isEmpty)
        Snapshot.check(Array(result.output.utf8), name: "help/serve-print-config.txt")
    }

    @Test func `flag goes before environment, that before file, that before default`() {
        let config = file(#"{"port": 1001, "threads": 3, "host": "127.0.0.3", "no_admin": true}"#)
        let environment = ["ESPALIER_PORT": "1002", "ESPALIER_THREADS": "2", "ESPALIER_NO_ADMIN": "false"]
        let lines = printed(["--port", "1003", "--config", config], environment: environment)
        #expect(lines["port"] == Line(value: "1003", origin: "command line, --port"))
        #expect(lines["threads"] == Line(value: "2", origin: "environment, ESPALIER_THREADS"))
        #expect(lines["host"] == Line(value: "127.0.0.3", origin: "file \(config), host"))
        #expect(lines["no-admin"] == Line(value: "false", origin: "environment, ESPALIER_NO_ADMIN"))
        #expect(lines["max-rows"] == Line(value: "10000", origin: "default"))
        #expect(lines["models"] == Line(value: "models", origin: "default"))
    }

    @Test func `the file is named by flag before environment`() {
        let (first, second) = (file(#"{"port": 1}"#, "first.json"), file(#"{"port": 2}"#, "second.json"))
        let environment = ["ESPALIER_CONFIG": first]
        #expect(printed([], environment: environment)["port"]?.value == "1")
        #expect(printed(["--config", second], environment: environment)["port"]?.value == "2")
    }

    @Test func `every setting has its variable and its key, and the table's default`() throws {
        let defaults = printed([])
        #expect(defaults.count > 20)
        var members: [String] = []
        var environment: [String: String] = [:]
        for (name, line) in defaults where name != "config" {
            let key = name.split(separator: "-").joined(separator: "_")
            let value = line.value == "\"\"" ? "" : line.value
            let isPlain = Int(value) != nil || value == "true" || value == "false"
            members.append("\"\(key)\": \(isPlain ? value : "\"\(value)\"")")
            environment["ESPALIER_" + key.uppercased()] = value
        }
        let config = file("{" + members.joined(separator: ", ") + "}")
        let fromFile = printed(["--config", config])
        let fromEnvironment = printed([], environment: environment)
        for (name, line) in defaults where name != "config" {
            let key = name.split(separator: "-").joined(separator: "_")
            #expect(fromFile[name] == Line(value: line.value, origin: "file \(config), \(key)"))
            #expect(fromEnvironment[name] == Line(value: line.value, origin: "environment, ESPALIER_\(key.uppercased())"))
        }
    }

    @Test func `with port 0 the admin port is 0 unless it was given`() {
        #expect(printed(["--port", "0"])["admin-port"] == Line(value: "0", origin: "default, since port is 0"))
        #expect(printed(["--port", "0", "--admin-port", "8002"])["admin-port"]?.value == "8002")
        #expect(printed([])["admin-port"] == Line(value: "8002", origin: "default"))
    }

    static let refusedArguments: [([String], String)] = [
        (["--prot", "1"], "there is no flag --prot (did you mean --port?); serve --help lists them"),
        (["--max-body-byte=1"], "there is no flag --max-body-byte (did you mean --max-body-bytes?)"),
        (["--frobnicate"], "there is no flag --frobnicate; serve --help lists them"),
        (["-p", "1"], "there is no flag -p"),
        (["a", "b"], "there is one folder of models to serve, not \"b\" as well"),
        (["--models", "a", "b"], "there is one folder of models to serve, not \"b\" as well"),
        (["a", "--models", "b"], "--models is given twice"),
        (["--port", "1", "--port=1"], "--port is given twice; once is accepted"),
        (["--port"], "--port needs a value: a whole number from 0 to 65535"),
        (["--port", "--host", "::"], "--port needs a value: a whole number from 0 to 65535"),
        (["--port", "65536"], "--port: found \"65536\", expected a whole number from 0 to 65535"),
        (["--port="], "--port: found \"\", expected a whole number"),
        (["--threads=1025"], "--threads: found \"1025\", expected a whole number from 0 to 1024"),
        (["--threads=1.5"], "--threads: found \"1.5\""),
        (["--host", "localhost"], "--host: found \"localhost\", expected an IPv4 or IPv6 address"),
        (["--admin-host", ""], "--admin-host: found \"\", expected an IPv4 or IPv6 address"),
        (["--base-path", "ml"], "--base-path: found \"ml\", expected nothing, or a path such as /ml/v1"),
        (["--base-path", "/"], "--base-path: found \"/\""),
        (["--base-path", "/ml/"], "--base-path: found \"/ml/\""),
        (["--base-path", "/ml/../x"], "--base-path: found \"/ml/../x\""),
        (["--base-path", "/m l"], "--base-path: found \"/m l\""),
        (["--base-path", "/%41"], "--base-path: found \"/%41\""),
        (["--default-model", "../x"], "--default-model: found \"../x\", expected nothing, or the name of a model"),
        (["--no-admin=yes"], "--no-admin: found \"yes\", expected true or false"),
        (["--log-level", "loud"], "--log-level: found \"loud\", expected one of debug, info, warning, error"),
        (["--log-format=xml"], "--log-format: found \"xml\", expected one of json, text"),
        (
            ["--max-buffer-bytes", "1048576"],
            "max-buffer-bytes is 1048576, less than one request may have: max-head-bytes (16384) and"
        ),
        (["--port", "8002"], "port and admin-port are both 8002; two different ones are accepted, or no-admin"),
        ([""], "the operand MODELS: found \"\", expected the path of a folder"),
    ]

    @Test func `a wrong command line ends with 2 and says what is accepted`() {
        for (arguments, reason) in Self.refusedArguments {
            let error = refusal(arguments)
            #expect(error.hasPrefix("serve: error: \(reason)"), "\(arguments): \(error)")
        }
    }

    @Test func `a wrong environment ends with 2 and names the variable`() {
        let kubernetes = "enableServiceLinks: false in the pod keeps it away"
        for (name, value, reason) in [
            ("ESPALIER_PROT", "1", "there is no setting ESPALIER_PROT (did you mean ESPALIER_PORT?); serve --help lists them"),
            ("ESPALIER_HELP", "true", "there is no setting ESPALIER_HELP"),
            ("ESPALIER_PORT", "many", "ESPALIER_PORT: found \"many\", expected a whole number from 0 to 65535"),
            ("ESPALIER_NO_ADMIN", "1", "ESPALIER_NO_ADMIN: found \"1\", expected true or false"),
            ("ESPALIER_PORT", "tcp://10.0.0.1:80", "ESPALIER_PORT: found \"tcp://10.0.0.1:80\", expected a whole number"),
            ("ESPALIER_SERVICE_HOST", "10.0.0.1", "there is no setting ESPALIER_SERVICE_HOST; Kubernetes sets such a variable"),
        ] {
            let error = refusal([], environment: [name: value])
            #expect(error.hasPrefix("serve: error: \(reason)"), "\(error)")
            #expect(error.contains(kubernetes) == (value.hasPrefix("tcp") || name.contains("SERVICE")), "\(error)")
        }
        // What is overridden is looked at too.
        #expect(refusal(["--port", "1"], environment: ["ESPALIER_PORT": "x"]).contains("ESPALIER_PORT: found \"x\""))
    }

    @Test func `a wrong file ends with 2 and names the file and the key`() {
        let deep = String(repeating: "[", count: 100)
        for (text, reason) in [
            (#"{"prot": 1}"#, #"there is no setting "prot" (did you mean port?); serve --help lists them"#),
            (#"{"max-rows": 1}"#, #"there is no setting "max-rows" (did you mean max_rows?)"#),
            (#"{"config": "x"}"#, #"there is no setting "config""#), (#"{"help": true}"#, #"there is no setting "help""#),
            (#"{"port": 1, "port": 2}"#, #"is not JSON: byte 10: the member name "port" stands twice in one object"#),
            (#"{"port": "1"}"#, "port: found a string, expected a whole number"),
            (#"{"port": 1.5}"#, "port: found the number 1.5, expected a whole number"),
            (#"{"port": 70000}"#, "port: found 70000, expected a whole number from 0 to 65535"),
            (#"{"port": null}"#, "port: found null, expected a whole number"),
            (#"{"host": 1}"#, "host: found the number 1, expected a string"),
            (#"{"host": "localhost"}"#, #"host: found "localhost", expected an IPv4 or IPv6 address"#),
            (#"{"no_admin": "true"}"#, "no_admin: found a string, expected true or false"),
            (#"{"log_level": "loud"}"#, #"log_level: found "loud", expected one of debug, info, warning, error"#),
            ("[]", "expected an object of settings"), ("{", "is not JSON: byte 1"), ("", "is not JSON"), (deep, "is not JSON"),
            (#"{"port": 1} x"#, "is not JSON: byte 12"),
        ] {
            let path = file(text)
            let error = refusal(["--print-config", "--port", "3", "--config", path])
            #expect(error.hasPrefix("serve: error: \(path): \(reason)"), "\(text.prefix(40)): \(error)")
        }
    }

    @Test func `a file that cannot be read ends with 5 and says where it was named`() {
        let large = file(String(repeating: " ", count: (1 << 20) + 1), "large.json")
        for (arguments, environment, reason) in [
            (["--config", "/nonexistent.json"], [:], "--config: /nonexistent.json: open: No such file or directory"),
            ([], ["ESPALIER_CONFIG": "/nonexistent.json"], "ESPALIER_CONFIG: /nonexistent.json: open: "),
            (["--config", folder.path.string], [:], "--config: \(folder.path): is not a regular file"),
            (["--config", "/dev/zero"], [:], "--config: /dev/zero: is not a regular file"),
            (["--config", large], [:], "--config: \(large): mmap: File too large; at most 1048576 bytes are accepted"),
        ] as [([String], [String: String], String)] {
            let result = Program.run("serve", arguments, environment: environment)
            #expect(result.exitCode == 5)
            #expect(result.error.hasPrefix("serve: error: \(reason)"), "\(result.error)")
        }
    }

    /// The documentation's table has a row for each setting, with what the program itself says, and no other row.
    @Test func `the documentation has every setting as the program has it`() {
        let printed = printed([])
        let text = SourceTree.text(of: "docs/operating.md")
        var rows: Set<String> = []
        for line in Program.run("serve", ["--help"]).output.split(separator: "\n") where line.hasPrefix("  --") {
            let name = line.dropFirst(4).prefix { $0 != " " }
            guard let found = printed[String(name)] else { continue }
            let fallback = found.value == "\"\"" ? "none" : "`\(found.value)`"
            let words = line.dropFirst(2)
            guard let gap = words.firstRange(of: "  ") else {
                Issue.record("\(line)")
                continue
            }
            var meaning = words[gap.upperBound...].drop { $0 == " " }
            if meaning.hasSuffix(" (\(found.value))") { meaning = meaning.dropLast(found.value.count + 3) }
            let key = name.split(separator: "-").joined(separator: "_")
            let keyCell = name == "config" ? "" : "`\(key)`"
            rows.insert(
                "| `--\(name)` | `ESPALIER_\(key.uppercased())` | \(keyCell) | \(fallback) | \(meaning) |")
        }
        #expect(rows.count == printed.count)
        let documented = Set(text.split(separator: "\n").filter { $0.hasPrefix("| `--") }.map(String.init))
        for row in rows.subtracting(documented).sorted() { Issue.record("docs/operating.md misses the row\n\(row)") }
        for row in documented.subtracting(rows).sorted() { Issue.record("docs/operating.md has a row of no setting\n\(row)") }
    }
}
