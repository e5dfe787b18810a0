internal import Codecs

/// What a run's output depends on: a later run may only go on with one that had the same.
public struct RunDescription: Sendable, Equatable {
    public struct Input: Sendable, Equatable {
        public var path: String
        public var byteCount: Int
        /// Since 1970.
        public var modifiedNanoseconds: Int

        public init(path: String, byteCount: Int, modifiedNanoseconds: Int) {
            self.path = path
            self.byteCount = byteCount
            self.modifiedNanoseconds = modifiedNanoseconds
        }
    }

    public struct Option: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var model: String
    public var modelVersion: Int
    public var manifestSHA256: String
    public var inputs: [Input]
    /// Every option that shapes the output, in a fixed order.
    public var options: [Option]

    static let formatVersion = 1

    public init(model: String, modelVersion: Int, manifestSHA256: String, inputs: [Input], options: [Option]) {
        self.model = model
        self.modelVersion = modelVersion
        self.manifestSHA256 = manifestSHA256
        self.inputs = inputs
        self.options = options
    }

    /// What is different now from an `earlier` run, in words; empty where nothing is.
    public func differences(from earlier: RunDescription) -> [String] {
        var found: [String] = []
        if manifestSHA256 != earlier.manifestSHA256 {
            found.append(
                "the bundle is now \(model) version \(modelVersion) (\(manifestSHA256.prefix(12))), it was \(earlier.model) version "
                    + "\(earlier.modelVersion) (\(earlier.manifestSHA256.prefix(12)))")
        }
        if inputs.map(\.path) != earlier.inputs.map(\.path) {
            found.append("the list of inputs is another (\(inputs.count) now, \(earlier.inputs.count) then)")
        } else {
            for (now, then) in zip(inputs, earlier.inputs) where now != then {
                found.append("\(now.path) has changed (\(now.byteCount) bytes now, \(then.byteCount) then)")
            }
        }
        for option in options {
            let then = earlier.options.first { $0.name == option.name }?.value ?? "not known"
            if then != option.value { found.append("\(option.name) is now \(option.value), it was \(then)") }
        }
        return found
    }

    var json: JSONValue {
        .object([
            .init("version", JSONValue(Self.formatVersion)),
            .init("model", .string(model)),
            .init("model_version", JSONValue(modelVersion)),
            .init("manifest_sha256", .string(manifestSHA256)),
            .init(
                "inputs",
                .array(
                    inputs.map {
                        .object([
                            .init("path", .string($0.path)), .init("bytes", JSONValue($0.byteCount)),
                            .init("modified_ns", JSONValue($0.modifiedNanoseconds)),
                        ])
                    })),
            .init("options", .object(options.map { .init($0.name, .string($0.value)) })),
        ])
    }

    init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            _ = try object.int("version", in: Self.formatVersion...Self.formatVersion)
            var read = RunDescription(
                model: try object.string("model"), modelVersion: try object.int("model_version"),
                manifestSHA256: try object.string("manifest_sha256"), inputs: [], options: [])
            for input in try object.member("inputs").array() { read.inputs.append(try Self.input(input)) }
            for (name, value) in try object.member("options").members() { read.options.append(Option(name, try value.string())) }
            return read
        }
    }

    private static func input(_ reader: JSONReader) throws(JSONFieldError) -> Input {
        try reader.object { object throws(JSONFieldError) in
            try Input(
                path: object.string("path"), byteCount: object.int("bytes"), modifiedNanoseconds: object.int("modified_ns"))
        }
    }
}
