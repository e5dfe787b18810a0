internal import Base

/// The front door: `espalier train ...` becomes the executable `train` beside this one, as git does with its commands.
@main
struct Espalier {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let products = Executable.ownFolder() else {
            fail("cannot tell where this executable is: /proc/self/exe cannot be read", .environment)
        }
        let installed = Verb.all.filter { Executable.exists(products + "/" + $0.name) }
        switch arguments.first {
        case nil,
            "help" where arguments.count == 1, "--help", "-h":
            print(overview(installed, products))
        case "--version":
            print("espalier \(Version.current)")
        case "help":
            become(arguments[1], ["--help"], installed, products)
        case let verb?:
            become(verb, Array(arguments.dropFirst()), installed, products)
        }
    }

    static func overview(_ installed: [Verb], _ products: String) -> String {
        var text = """
            Espalier trains tree ensembles, lays them flat in memory and serves them.

            usage: espalier VERB ...
                   espalier help VERB
                   espalier --version


            """
        let width = installed.map(\.name.count).max() ?? 0
        for verb in installed {
            text += "  \(verb.name)\(String(repeating: " ", count: width - verb.name.count))  \(verb.summary)\n"
        }
        if installed.isEmpty { text += "No verb is installed: \(products) holds none of \(names(Verb.all)).\n" }
        return text + "\n`espalier VERB --help` tells more about each."
    }

    /// Replaces this process by the verb's executable; returns only by ending the process.
    static func become(_ name: String, _ arguments: [String], _ installed: [Verb], _ products: String) -> Never {
        guard Verb.all.contains(where: { $0.name == name }) else {
            let kind = name.hasPrefix("-") ? "option" : "verb"
            fail("'\(name)' is not a known \(kind); the verbs are \(names(installed)), the options --help and --version", .usage)
        }
        let path = products + "/" + name
        let reason = Executable.replaceProcess(path, arguments)
        fail("cannot run \(path): \(reason)", .environment)
    }

    static func names(_ verbs: [Verb]) -> String { verbs.map(\.name).joined(separator: ", ") }

    static func fail(_ reason: String, _ code: ExitCode) -> Never {
        Executable.fail("espalier: error: \(reason)\n", code.rawValue)
    }
}
