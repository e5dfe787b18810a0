internal import Network

/// One option of the table that the command line and the help are read from.
struct ServeOption {
    enum Kind {
        case flag(any WritableKeyPath<ServeOptions, Bool> & Sendable)
        case text(any WritableKeyPath<ServeOptions, String> & Sendable)
        case number(any WritableKeyPath<ServeOptions, Int> & Sendable, ClosedRange<Int>)
    }

    var name: String
    /// What the help calls the value.
    var valueName = ""
    var kind: Kind
    /// What it is, in the help; the default is added.
    var meaning: String

    static let table: [ServeOption] = [
        ServeOption(
            name: "--host", valueName: "ADDRESS", kind: .text(\.host),
            meaning: "IPv4 or IPv6 address to listen on; 127.0.0.1 serves this machine only"),
        ServeOption(
            name: "--port", valueName: "PORT", kind: .number(\.port, 0...65_535), meaning: "port; 0 takes any free one"),
        ServeOption(
            name: "--threads", valueName: "N", kind: .number(\.threadCount, 1...ServeOptions.threadCountMax),
            meaning: "loops, each on a thread with its own listener and connections"),
        ServeOption(
            name: "--max-body-bytes", valueName: "N", kind: .number(\.limits.bodyByteCountMax, 1...1 << 30),
            meaning: "largest body of a request"),
        ServeOption(
            name: "--max-head-bytes", valueName: "N", kind: .number(\.limits.headByteCountMax, 256...1 << 20),
            meaning: "largest head of a request"),
        ServeOption(
            name: "--max-fields", valueName: "N", kind: .number(\.limits.headFieldCountMax, 1...10_000),
            meaning: "header fields of a request"),
        ServeOption(
            name: "--max-connections", valueName: "N", kind: .number(\.limits.connectionCountMax, 1...1_000_000),
            meaning: "connections of each loop"),
        ServeOption(
            name: "--max-buffer-bytes", valueName: "N", kind: .number(\.limits.bufferByteCountMax, 1 << 20...1 << 40),
            meaning: "memory that the connections of each loop may hold"),
        ServeOption(
            name: "--idle-timeout-ms", valueName: "MS", kind: .number(\.limits.idleTimeoutMilliseconds, milliseconds),
            meaning: "a connection without a request is closed"),
        ServeOption(
            name: "--head-timeout-ms", valueName: "MS", kind: .number(\.limits.headTimeoutMilliseconds, milliseconds),
            meaning: "from a request's first byte to the end of its head"),
        ServeOption(
            name: "--body-timeout-ms", valueName: "MS", kind: .number(\.limits.bodyTimeoutMilliseconds, milliseconds),
            meaning: "from there to the end of the body"),
        ServeOption(
            name: "--write-timeout-ms", valueName: "MS", kind: .number(\.limits.writeTimeoutMilliseconds, milliseconds),
            meaning: "without the client taking any of its answer"),
        ServeOption(
            name: "--drain-timeout-ms", valueName: "MS", kind: .number(\.limits.drainTimeoutMilliseconds, milliseconds),
            meaning: "after SIGTERM, for what is under way"),
        ServeOption(name: "--help", kind: .flag(\.wantsHelp), meaning: "this text"),
        ServeOption(name: "--version", kind: .flag(\.wantsVersion), meaning: "the version"),
    ]

    private static let milliseconds = 1...86_400_000

    /// The default's text, from options that nothing was said to.
    private func defaultText(_ options: ServeOptions) -> String {
        switch kind {
        case .flag: ""
        case .text(let path): " (\(options[keyPath: path]))"
        case .number(let path, _): " (\(options[keyPath: path]))"
        }
    }

    static func help() -> String {
        var text = """
            Usage: serve [OPTION ...] MODELS

            Serves the newest version of every model in the folder MODELS (MODELS/NAME/VERSION/) over HTTP/1.1:
            POST /predict/NAME and GET /health. SIGTERM finishes what is under way and ends with 0; a second one ends at once.

            Options, with their defaults:

            """
        let defaults = ServeOptions()
        for option in table {
            let left = option.valueName.isEmpty ? option.name : "\(option.name) \(option.valueName)"
            let padding = String(repeating: " ", count: max(1, 26 - left.utf8.count))
            text += "  \(left)\(padding)\(option.meaning)\(option.defaultText(defaults))\n"
        }
        return text
    }
}
