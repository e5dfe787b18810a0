internal import Base
internal import Bundles
internal import Codecs
internal import Tabular

/// A row to try a model with, in the shapes that a prediction is asked in: one of the made-up rows of the self test, spelled as a client
/// would spell it, so that the model takes it under every policy.
struct ModelExample {
    private let members: [JSONValue.Member]

    init(_ manifest: Manifest) {
        let row = Self.fullest(manifest.selfTest.rows)
        members = zip(manifest.contract.features, row).map { .init($0.name, Self.value($1, of: $0)) }
    }

    /// `{"age":55,"city":"Oslo"}`
    var byName: JSONValue { .object(members) }
    /// `{"features":[55,"Oslo"]}`
    var byPosition: JSONValue { .object([.init("features", row)]) }
    /// `[55,"Oslo"]`
    var row: JSONValue { .array(members.map(\.value)) }

    /// Of the rows that miss fewest values the middle one: `train` stores low, middle and high quantiles in this order.
    private static func fullest(_ rows: [[Double]]) -> [Double] {
        let missingCounts = rows.map { row in row.count { $0.isNaN } }
        let candidates = rows.indices.filter { missingCounts[$0] == missingCounts.min() }
        return candidates.isEmpty ? [] : rows[candidates[candidates.count / 2]]
    }

    private static func value(_ code: Double, of feature: Feature) -> JSONValue {
        if code.isNaN { return .null }
        if let categories = feature.categories {
            // A self test may try a code that no category has, which stands for an unknown one.
            guard code >= 0, code < Double(categories.count) else { return .null }
            return .string(categories[Int(code)])
        }
        var number = code
        if let range = feature.range { number = min(max(number, range.lowerBound), range.upperBound) }
        if number.isInfinite { return .string(number < 0 ? "-Infinity" : "Infinity") }
        return .number(Printable.number(number))
    }
}
