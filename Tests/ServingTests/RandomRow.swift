import Base
import BundleTestSupport
import Codecs

/// A row of the sample contract, spelled as clients spell it.
struct RandomRow {
    private let age: String?
    private let income: String?
    private let city: String?
    private let isClean: Bool

    /// `isClean` for a row that breaks no contract, of those that take -999 for a missing value and numbers for cities, or of those that do not.
    init(_ random: inout SeededRandom, isClean: Bool, hasNumericMarker: Bool = true) {
        self.isClean = isClean
        var numberMissing = ["null", "\"NaN\"", "\" nan\"", "\"\""]
        if hasNumericMarker { numberMissing += ["-999", "\"-999\""] } else if !isClean { numberMissing.append("-999") }
        age = Self.number(&random, 18...90, numberMissing, isClean: isClean)
        income = Self.number(&random, 0...250_000, numberMissing, isClean: isClean)
        var text = ByteBuffer()
        text.appendJSONString(SampleManifest.cities[random.next(below: SampleManifest.cities.count)])
        let cityMissing = ["null", "\"\"", "\"NA\""]
        switch random.next(below: 8) {
        case 0: city = cityMissing[random.next(below: cityMissing.count)]
        case 1: city = isClean ? text.text : nil
        case 2: city = isClean ? text.text : Self.oddCity(&random, hasNumericMarker: hasNumericMarker)
        default: city = text.text
        }
    }

    /// Where -999 is a missing value some cities are numbers and literals; elsewhere those are of the wrong type.
    private static func oddCity(_ random: inout SeededRandom, hasNumericMarker: Bool) -> String {
        let numbers = [
            "16777216", "16777217.0", "1.6777217e7", "16777218", "16777216.5", "7.50", "7.5", "-3e0", "-30E-1", "3", "-999",
            "-999.0", "1e-400", "-0", "1e999", "true", "false",
        ]
        let isNumber = hasNumericMarker && random.next(below: 2) == 0
        return isNumber ? numbers[random.next(below: numbers.count)] : "\"Paris\""
    }

    private static func number(
        _ random: inout SeededRandom, _ range: ClosedRange<Double>, _ missing: [String], isClean: Bool
    ) -> String? {
        let value = range.lowerBound + random.nextUnit() * (range.upperBound - range.lowerBound)
        let odd = ["1e999", "-1e-999", "true", "false", "\"Infinity\"", "\"-inf\"", "-0", "1e38", "-1e40", "0.1e1"]
        switch random.next(below: 8) {
        case 0: return missing[random.next(below: missing.count)]
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

    /// In any order, more often in the usual one, with further members when the row need not be clean.
    func named(_ random: inout SeededRandom) -> String {
        var members: [String] = []
        if let age { members.append("\"age\":\(age)") }
        let incomeName = random.next(below: 3) == 0 ? "inc\\u006fme" : "income"
        if let income { members.append("\"\(incomeName)\": \(income)") }
        if let city { members.append("\"city\":\(city)") }
        // A row by name without a feature is refused.
        if members.isEmpty { members.append("\"age\":null") }
        if !isClean, random.next(below: 4) == 0 { members.append("\"id\":[1,{\"age\":2,\"age\":3}]") }
        if random.next(below: 2) == 0 {
            for place in members.indices.reversed() { members.swapAt(place, random.next(below: place + 1)) }
        }
        return "{" + members.joined(separator: ",") + "}"
    }
}
