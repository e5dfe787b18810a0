import Codecs
import Tabular
import TestSupport
import Testing

/// The rows of a file as a client would send them, in every shape of a body, and the comparison of the answers with what `score` wrote.
struct ServedRows {
    private let contract: FeatureContract
    /// The values of the contract's features, in JSON.
    private let rows: [[String]]

    /// `records` are the fields of a file, the names of its columns first.
    init(_ records: [[String]], _ contract: FeatureContract) throws {
        self.contract = contract
        let columns = try contract.features.map { feature in try #require(records[0].firstIndex(of: feature.name)) }
        rows = records.dropFirst().map { fields in
            zip(columns, contract.features).map { Self.json(fields[$0], $1.kind) }
        }
    }

    /// Asks for every row by itself and in blocks, by position and by name.
    func check(_ server: ServeProgram, scored: [[String]]) throws {
        try #require(scored.count == rows.count)
        let client = try server.client()
        for (row, line) in zip(rows, scored) {
            let answer = try Self.answer(client, "{\"features\":\(Self.joined(row))}")
            #expect(Self.agrees(Self.values(of: answer), line), "\(row): \(answer), scored \(line)")
        }
        let blockRowCount = 1_000
        for start in stride(from: 0, to: rows.count, by: blockRowCount) {
            let block = start..<min(start + blockRowCount, rows.count)
            for shape in [Self.joined, object] {
                let answer = try Self.answer(client, "{\"instances\":\(Self.joined(rows[block].map(shape)))}")
                let predictions = Self.member("predictions", of: answer)
                guard case .array(let answers)? = predictions, answers.count == block.count else {
                    Issue.record("rows \(block): not as many predictions")
                    return
                }
                for (row, answer) in zip(block, answers) {
                    #expect(Self.agrees(Self.values(of: answer), scored[row]), "row \(row): \(answer), scored \(scored[row])")
                }
            }
        }
    }

    private static func answer(_ client: ServeClient, _ body: String) throws -> JSONValue {
        let answer = try #require(client.ask("/predict/m?margin=1", body))
        try #require(answer.status == 200, "\(answer.body.prefix(300))")
        return try JSONValue.parse(Array(answer.body.utf8))
    }

    /// The same text, or the same float32 in other digits.
    private static func agrees(_ served: [String], _ scored: [String]) -> Bool {
        served.count == scored.count
            && zip(served, scored).allSatisfy { served, scored in
                guard served != scored else { return true }
                guard let served = Float(served), let scored = Float(scored) else { return false }
                return served.bitPattern == scored.bitPattern
            }
    }

    /// Prediction, probabilities and margins in the order of the columns that `score` writes.
    private static func values(of answer: JSONValue) -> [String] {
        ["prediction", "probability", "probabilities", "margin"].flatMap { member($0, of: answer).map(leaves) ?? [] }
    }

    private static func member(_ name: String, of answer: JSONValue) -> JSONValue? {
        guard case .object(let members) = answer else { return nil }
        return members.first { $0.name == name }?.value
    }

    private static func leaves(_ value: JSONValue) -> [String] {
        switch value {
        case .number(let text), .string(let text): [text]
        case .object(let members): members.flatMap { leaves($0.value) }
        case .array(let values): values.flatMap(leaves)
        default: ["\(value)"]
        }
    }

    private static func json(_ field: String, _ kind: Feature.Kind) -> String {
        if field.isEmpty { return "null" }
        return kind == .numeric && Double(field) != nil ? field : JSONValue.string(field).text(indented: false)
    }

    private static func joined(_ texts: [String]) -> String { "[" + texts.joined(separator: ",") + "]" }

    private func object(_ row: [String]) -> String {
        let members = zip(contract.features, row).map { JSONValue.string($0.name).text(indented: false) + ":" + $1 }
        return "{" + members.joined(separator: ",") + "}"
    }
}
