internal import Base
internal import Bundles
internal import Codecs
internal import Records
internal import Tabular

/// Rows of the output as JSON objects, one a line, with the names that `serve` answers by: `prediction`, `probability`, `probabilities`,
/// `margin`, and `leaf_ids`.
struct JSONRows: Sendable {
    /// A member, or where it is a whole answer.
    indirect enum Member: Sendable {
        /// An input column, by its index among the kept ones; its name.
        case kept(Int, String)
        /// The members of the input's own object, or its array under `SageMakerInput`.
        case record
        case prediction, probability, probabilities, margin, leafIDs
        /// What the model says as an object of its own, as SageMaker joins it.
        case answer([Member])

        var name: String {
            switch self {
            case .kept(_, let name): name
            case .record: "SageMakerInput"
            case .prediction: "prediction"
            case .probability: "probability"
            case .probabilities: "probabilities"
            case .margin: "margin"
            case .leafIDs: "leaf_ids"
            case .answer: "SageMakerOutput"
            }
        }
    }

    private let members: [Member]
    /// `"name":` of each member.
    private let keys: [[UInt8]]
    private let answerKeys: [[UInt8]]
    /// One member's value alone makes the line.
    private let isValue: Bool
    private let decision: Decision
    private let treeCount: Int
    /// Class labels as JSON values, and as the names of members.
    private let labels: [[UInt8]]
    private let classKeys: [[UInt8]]

    init(_ computed: ComputedColumns, members: [Member], isValue: Bool) {
        self.members = members
        self.isValue = isValue
        decision = computed.decision
        treeCount = computed.leafColumnCount
        keys = members.map { Self.key($0.name) }
        var answer: [Member] = []
        for case .answer(let inner) in members { answer = inner }
        answerKeys = answer.map { Self.key($0.name) }
        let isNumeric = computed.decision.hasNumericLabels
        labels = computed.classes.map { isNumeric ? Array($0.utf8) : Self.quoted($0) }
        classKeys = computed.classes.map { Self.key($0) }
    }

    /// What the model says, as members.
    static func answer(_ computed: ComputedColumns) -> [Member] {
        var members: [Member] = [.prediction]
        if computed.decision.hasProbabilities {
            members.append(computed.decision.task == .binary ? .probability : .probabilities)
        }
        if computed.hasMargins { members.append(.margin) }
        if computed.leafColumnCount > 0 { members.append(.leafIDs) }
        return members
    }

    func append(_ index: Int, of rows: ScoredRows, _ block: RecordBlock, _ encoder: RecordEncoder, to buffer: inout ByteBuffer) {
        if isValue {
            append(members[0], index, rows, block, encoder, to: &buffer)
        } else {
            buffer.append(UInt8(ascii: "{"))
            for place in members.indices {
                if place > 0 { buffer.append(UInt8(ascii: ",")) }
                if case .record = members[place] {
                    encoder.appendMembers(
                        row: rows.firstRow &+ index, of: block, arrayName: members[place].name, to: &buffer)
                    continue
                }
                buffer.append(contentsOf: keys[place])
                append(members[place], index, rows, block, encoder, to: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    private func append(
        _ member: Member, _ index: Int, _ rows: ScoredRows, _ block: RecordBlock, _ encoder: RecordEncoder,
        to buffer: inout ByteBuffer
    ) {
        switch member {
        case .kept(let kept, _):
            encoder.appendKept(kept, row: rows.firstRow &+ index, of: block, to: &buffer, as: .json)
        case .record: encoder.appendRecord(row: rows.firstRow &+ index, of: block, to: &buffer)
        case .answer(let inner):
            buffer.append(UInt8(ascii: "{"))
            for place in inner.indices {
                if place > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.append(contentsOf: answerKeys[place])
                append(inner[place], index, rows, block, encoder, to: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        default:
            if rows.isAccepted(index) {
                appendComputed(member, index, rows, to: &buffer)
            } else {
                buffer.append("null" as StaticString)
            }
        }
    }

    private func appendComputed(_ member: Member, _ index: Int, _ rows: ScoredRows, to buffer: inout ByteBuffer) {
        switch member {
        case .prediction where decision.task != .regression:
            unsafe buffer.append(contentsOf: labels[decision.classIndex(rows.predictions(index))])
        case .prediction, .probability: appendOutputs(to: &buffer) { rows.prediction(index, $0) }
        case .probabilities: appendByClass(to: &buffer) { rows.prediction(index, $0) }
        case .margin where decision.task == .multiclass: appendByClass(to: &buffer) { rows.margin(index, $0) }
        case .margin: appendOutputs(to: &buffer) { rows.margin(index, $0) }
        case .leafIDs:
            for tree in 0..<treeCount {
                buffer.append(tree == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
                buffer.append(rows.leafID(index, tree))
            }
            buffer.append(UInt8(ascii: "]"))
        case .kept, .record, .answer: break
        }
    }

    /// One number, or an array of several targets'.
    private func appendOutputs(to buffer: inout ByteBuffer, _ value: (Int) -> Double) {
        guard decision.outputCount > 1 else { return append(value(0), to: &buffer) }
        for output in 0..<decision.outputCount {
            buffer.append(output == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
            append(value(output), to: &buffer)
        }
        buffer.append(UInt8(ascii: "]"))
    }

    private func appendByClass(to buffer: inout ByteBuffer, _ value: (Int) -> Double) {
        for output in 0..<decision.outputCount {
            buffer.append(output == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            buffer.append(contentsOf: classKeys[output])
            append(value(output), to: &buffer)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    /// JSON has no number for what is not finite: null.
    private func append(_ value: Double, to buffer: inout ByteBuffer) {
        guard value.isFinite else { return buffer.append("null" as StaticString) }
        if decision.isFloat32 { buffer.append(Float(value)) } else { buffer.append(value) }
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.appendJSONString(text)
        return buffer.bytes
    }

    private static func key(_ name: String) -> [UInt8] { quoted(name) + [UInt8(ascii: ":")] }
}
