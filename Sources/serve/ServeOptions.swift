internal import Base
internal import Network

/// What the command line says.
struct ServeOptions {
    var models: String?
    var host = "0.0.0.0"
    var port = 8000
    var threadCount = 1
    var limits = NetworkLimits()
    var wantsHelp = false
    var wantsVersion = false

    static let threadCountMax = 1024

    /// Why the command line is refused, for the user to read.
    struct Refusal: Error {
        var reason: String
        init(_ reason: String) { self.reason = reason }
    }

    /// The defaults.
    init() {}

    init(_ arguments: [String]) throws(Refusal) {
        var rest = arguments[...]
        var onlyOperands = false
        while let argument = rest.popFirst() {
            if argument == "--", !onlyOperands {
                onlyOperands = true
            } else if argument.hasPrefix("-"), argument != "-", !onlyOperands {
                try take(argument, &rest)
            } else {
                guard models == nil else { throw Refusal("there is one folder of models to serve, not '\(argument)' as well") }
                models = argument
            }
        }
        guard limits.headByteCountMax + limits.bodyByteCountMax <= limits.bufferByteCountMax else {
            throw Refusal("--max-buffer-bytes is less than one request may have: --max-head-bytes and --max-body-bytes together")
        }
        guard wantsHelp || wantsVersion || models != nil else { throw Refusal("the folder of models is missing") }
    }

    /// An option with its value, which follows it or an equals sign.
    private mutating func take(_ argument: String, _ rest: inout ArraySlice<String>) throws(Refusal) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0] == "-h" ? "--help" : parts[0]
        guard let option = ServeOption.table.first(where: { $0.name == name }) else {
            throw Refusal("there is no option \(name); serve --help lists them")
        }
        switch option.kind {
        case .flag(let path):
            guard parts.count == 1 else { throw Refusal("\(name) takes no value") }
            self[keyPath: path] = true
        case .text(let path):
            self[keyPath: path] = try value(of: name, parts, &rest)
        case .number(let path, let range):
            let text = try value(of: name, parts, &rest)
            guard let number = Int(text), range.contains(number) else {
                throw Refusal("\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
            }
            self[keyPath: path] = number
        }
    }

    private func value(of name: String, _ parts: [String], _ rest: inout ArraySlice<String>) throws(Refusal) -> String {
        if parts.count == 2 { return parts[1] }
        guard let value = rest.popFirst() else { throw Refusal("\(name) needs a value") }
        return value
    }
}
