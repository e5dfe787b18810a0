import Base
import BundleTestSupport
import Codecs

/// A row of the sample contract, spelled as clients spell it.
struct RandomRow {
    private let age: String?
    private let income: String?
    private let city: String?
    private let isClean: Bool

    /// `isClean` for a row that breaks no contract.
    init(_ random: inout SeededRandom, isClean: Bool) {
        self.isClean = isClean
        age = Self.number(&random, 18...90, isClean: isClean)
        income = Self.number(&random, 0...250_000, isClean: isClean)
        var text = ByteBuffer()
        text.appendJSONString(SampleManifest.cities[random.next(below: SampleManifest.cities.count)])
        let missing = ["null", "\"\"", "\"NA\""]
        switch random.next(below: 8) {
        case 0: city = missing[random.next(below: missing.count)]
        case 1: city = isClean ? text.text : nil
        case 2: city = isClean ? text.text : "\"Paris\""
        default: city = text.text
        }
    }

    private static func number(_ random: inout SeededRandom, _ range: ClosedRange<Double>, isClean: Bool) -> String? {
        let value = range.lowerBound + random.nextUnit() * (range.upperBound - range.lowerBound)
        let odd = ["1e999", "-1e-999", "true", "false", "\"Infinity\"", "\"-inf\"", "-0", "1e38", "-1e40", "0.1e1"]
        switch random.next(below: 8) {
        case 0: return ["null", "\"NaN\"", "\" nan\"", "\"-999\"", "-999", "\"\""][random.next(below: 6)]
        case 1: return isClean ? "\(Float(value))" : odd[random.next(below: odd.count)]
        case 2: return isClean ? "\(value)" : nil
        case 3: return "\(Int(value))"
        case 4: return "\(Float(value))"
        case 5: return "\(value)e0"
        default: return "\(value)"
        }
    }

    /// An array or an object.
    func json(_ random: inout SeededRandom) -> String { random.next(below: 2) == 0 ? array(&random) : named(&random) }

    func array(_ random: inout SeededRandom) -> String {
        let values = [age ?? "null", income ?? "null", city ?? "null"]
        return random.next(below: 2) == 0
            ? "[" + values.joined(separator: ",") + "]" : "[ " + values.joined(separator: " , ") + "\n]"
    }

    /// In any order, with further members when the row need not be clean.
    func named(_ random: inout SeededRandom) -> String {
        var members: [String] = []
        if let age { members.append("\"age\":\(age)") }
        if let income { members.append("\"inc\\u006fme\": \(income)") }
        if let city { members.append("\"city\":\(city)") }
        // A row by name without a feature is refused.
        if members.isEmpty { members.append("\"age\":null") }
        if !isClean, random.next(below: 4) == 0 { members.append("\"id\":[1,{\"age\":2,\"age\":3}]") }
        for place in members.indices.reversed() { members.swapAt(place, random.next(below: place + 1)) }
        return "{" + members.joined(separator: ",") + "}"
    }
}
