import BundleTestSupport
public import Bundles
import Codecs
import Forest
import Network
public import Serving
public import Tabular
import TestSupport

/// The handler beside the oracle: models of every kind and task under every policy; the fuzzer, the tests that replay its corpus and the
/// property tests share it. Thread rules: one thread.
public final class PredictionComparison {
    private let folder = TemporaryFolder()
    private let handler: PredictionHandler
    private let counters: [ServingCounters]
    /// Nil when the handler is asked itself.
    private let handOver: (server: HandOverUnderTest, client: HandOverUnderTest.Client)?
    private let names: [String]
    private let oracles: [String: PredictionOracle]

    /// Enough for three blocks of rows.
    public static let rowCountMax = 130

    /// Where a model comes from.
    public enum Kind: Sendable, CaseIterable {
        /// As `train` makes it.
        case trained
        /// With an objective, or without trees, as only importers make it.
        case imported
        /// Of float64 throughout.
        case wide

        /// Whether -999 is a missing value, and some cities are spelled as numbers and literals.
        public var hasNumericMarker: Bool { self == .imported }
    }

    /// What a request asks besides its body.
    public struct Question: Sendable {
        public var task = Manifest.Task.regression
        public var policy = ContractPolicy.observe
        public var margin = true
        public var probabilities: Bool?
        public var kind = Kind.trained

        public init() {}

        /// Any byte is a question, and every question is some byte.
        public init(_ byte: UInt8) {
            let byte = Int(byte)
            task = Manifest.Task.allCases[byte % 3]
            policy = ContractPolicy.allCases[byte / 3 % 3]
            margin = byte / 9 % 2 == 0
            probabilities = [nil, false, true][byte / 18 % 3]
            kind = Kind.allCases[byte / 54 % 3]
        }

        var name: String { PredictionComparison.name(task, policy, kind) }
        /// Of these models there are none.
        public var asksForAbsentProbabilities: Bool {
            probabilities == true && (task == .regression || task == .binary && kind == .imported)
        }
        var query: String { "?margin=\(margin ? 1 : 0)" + (probabilities.map { "&probabilities=\($0 ? 1 : 0)" } ?? "") }
    }

    /// With `ring` everything is handed over to workers that cut it where they can.
    public init(ring: RingOptions? = nil) throws {
        var oracles: [String: PredictionOracle] = [:]
        for (task, kind) in Manifest.Task.allCases.flatMap({ task in Kind.allCases.map { (task, $0) } }) {
            for policy in ContractPolicy.allCases {
                let name = Self.name(task, policy, kind)
                var model =
                    switch kind {
                    case .trained: Self.trained(task, name)
                    case .imported: Self.imported(task, name)
                    case .wide: Self.wide(task, name)
                    }
                model.manifest.contract.policy = policy
                // Without a marker that is spelled as a number, numbers are read in runs.
                if kind.hasNumericMarker {
                    model.manifest.contract.missingMarkers.append("-999")
                    model.manifest.contract.features[2].transforms = [
                        .categoryMap(SampleManifest.cities + ["16777216", "16777217", "true", "7.50", "-3"])
                    ]
                }
                try model.write(to: folder.path)
                oracles[name] = PredictionOracle(
                    model.manifest, ReferenceScorer(model.forest.ensemble()), rowCountMax: Self.rowCountMax)
            }
        }
        self.oracles = oracles
        let host = try ModelHost(folder: folder.path)
        names = host.listing.map(\.name)
        var options = ServingOptions()
        options.rowCountMax = Self.rowCountMax
        if let ring {
            let server = try HandOverUnderTest(host, options: options, ring: ring)
            (handler, counters) = (server.handler, server.counters)
            handOver = (server, server.connect())
        } else {
            counters = [ServingCounters(modelCount: host.modelCount)]
            handler = PredictionHandler(host, options: options, state: ServiceState(host), counters: counters[0])
            handOver = nil
        }
    }

    private static func name(_ task: Manifest.Task, _ policy: ContractPolicy, _ kind: Kind) -> String {
        "\(task)-\(policy)-\(kind)"
    }

    private static func trained(_ task: Manifest.Task, _ name: String) -> SmallModel {
        task == .regression
            ? SmallModel(task: task, name: name, ensemble: LadderForest.ensemble()) : SmallModel(task: task, name: name)
    }

    private static func wide(_ task: Manifest.Task, _ name: String) -> SmallModel {
        switch task {
        case .binary: SmallModel(imported: .logistic, task: task, name: name, arithmetic: .wide, linkScale: 0.75)
        case .multiclass: SmallModel(imported: .softmax, task: task, name: name, outputCount: 3, arithmetic: .wide)
        case .regression: SmallModel(task: task, name: name, ensemble: LadderForest.ensemble(.wide))
        }
    }

    private static func imported(_ task: Manifest.Task, _ name: String) -> SmallModel {
        switch task {
        case .binary: SmallModel(imported: .hinge, task: task, name: name)
        case .multiclass:
            SmallModel(imported: .logisticEach, task: task, name: name, outputCount: 3, linkScale: 0.75)
        // Linear: an infinity times a weight of 0, and its sum with another, is no number.
        case .regression:
            SmallModel(
                imported: .exponential, task: task, name: name, outputCount: 2,
                linear: LinearWeights(weights: [0.0625, -1, 0, 0.5, 2, 1]))
        }
    }

    /// How the handler differs from the oracle, and whether the oracle takes the body.
    public func check(_ body: [UInt8], _ question: Question) -> (problem: String?, isAccepted: Bool) {
        guard let oracle = oracles[question.name], let model = names.firstIndex(of: question.name) else {
            return ("no such model", false)
        }
        let wasCounted = violations(model)
        let (status, text) = ask(body, question)
        guard let reading = question.asksForAbsentProbabilities ? nil : oracle.read(body) else {
            return (problem(refused: status, text), false)
        }
        if status != 200 { return ("refused with \(status) \(text), though there are \(reading.rows.count) rows", true) }
        let expected = oracle.answer(reading, margin: question.margin, probabilities: question.probabilities)
        if text != expected { return ("answered \(text), expected \(expected)", true) }
        let counted = zip(violations(model), wasCounted).map { Int($0 - $1) }
        let wanted = Violation.allCases.map { violation in reading.violations.count { $0 == violation } }
        return (counted == wanted ? nil : "counted \(counted) violations, expected \(wanted)", true)
    }

    private func violations(_ model: Int) -> [UInt64] {
        Violation.allCases.map { violation in
            counters.reduce(0) { $0 + $1.violationCount(violation, model: model) }
        }
    }

    /// A refusal is one error, in JSON.
    private func problem(refused status: Int, _ text: String) -> String? {
        guard status == 400 || status == 413 else { return "answered \(status) \(text), expected a refusal" }
        guard case .object(let members)? = try? JSONValue.parse(Array(text.utf8)), members.map(\.name) == ["error"],
            case .string(let reason) = members[0].value, !reason.isEmpty
        else { return "the refusal is not {\"error\": ...}: \(text)" }
        return nil
    }

    private func ask(_ body: [UInt8], _ question: Question) -> (status: Int, text: String) {
        let head =
            "POST /predict/\(question.name)\(question.query) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n"
        let message = Array(head.utf8) + body
        if let handOver {
            handOver.client.send(message)
            guard let answer = handOver.server.answer(to: handOver.client) else { return (0, "no answer") }
            return (answer.status, answer.body)
        }
        // The loop promises readable bytes behind the message.
        let padded = message + [UInt8](repeating: 0x20, count: 64)
        return unsafe padded.withUnsafeBytes { bytes in
            let message = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<message.count])
            var parser = HTTPRequestParser()
            let progress = unsafe try? parser.parse(Span(_unsafeBytes: message), limits: HTTPHeadLimits())
            precondition(progress == .complete, "a whole head")
            guard let response = unsafe handler.respond(to: HTTPRequest(head: parser.head, message: message)) else {
                return (0, "to be handed over")
            }
            return (Int(response.status.rawValue), unsafe String(decoding: response.body, as: UTF8.self))
        }
    }
}

extension PredictionComparison {
    /// The same for an input of the fuzzer: a byte that is the question, then the body.
    public func problem(with input: [UInt8]) -> String? {
        guard let first = input.first else { return nil }
        return check(Array(input.dropFirst()), Question(first)).problem
    }
}

extension Arithmetic {
    /// float64 throughout.
    static var wide: Arithmetic {
        Arithmetic(inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .less)
    }
}
