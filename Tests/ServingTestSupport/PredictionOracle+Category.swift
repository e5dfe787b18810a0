import Bundles
import Tabular

/// Numbers and literals in the place of a category, by the words of docs/http-api.md.
extension PredictionOracle {
    enum Category {
        case known(Int)
        case missing
        case unknown
        case wrongType
    }

    /// Nil for another kind of value, or another feature.
    func category(of value: JSONTree, _ feature: Int) -> Category? {
        guard let categories = categories(feature) else { return nil }
        switch value {
        case .number(let text): return category(number: text, categories)
        case .bool(let flag):
            let spellings = [["false", "False", "FALSE"], ["true", "True", "TRUE"]].map { words in
                words.compactMap { categories.firstIndex(of: $0) }
            }
            if let place = spellings[flag ? 1 : 0].first { return .known(place) }
            return spellings.allSatisfy(\.isEmpty) ? .wrongType : .unknown
        default: return nil
        }
    }

    private func categories(_ feature: Int) -> [String]? {
        for transform in manifest.contract.features[feature].transforms {
            switch transform {
            case .categoryMap(let categories), .ordinalMap(let categories): return categories
            case .identity: continue
            }
        }
        return nil
    }

    private func category(number text: String, _ categories: [String]) -> Category {
        if let place = categories.firstIndex(of: text) { return .known(place) }
        if let digits = Self.wholeNumber(text), let place = categories.firstIndex(of: digits) { return .known(place) }
        if manifest.contract.missingMarkers.contains(text) { return .missing }
        return categories.contains { Double($0)?.isNaN == false } ? .unknown : .wrongType
    }

    /// The digits of a whole number below 2^64, by moving the point of its spelling; nil for another number.
    private static func wholeNumber(_ text: String) -> String? {
        let parts = text.lowercased().split(separator: "e")
        let unsigned = parts[0].drop { $0 == "-" }
        let halves = unsigned.split(separator: ".")
        let fraction = halves.count == 2 ? halves[1] : ""
        var digits = String((halves[0] + fraction).drop { $0 == "0" })
        if digits.isEmpty { return "0" }
        var tens = 0
        if parts.count == 2 {
            // An exponent of more digits than these makes any text too large, or too small.
            let exponent = parts[1].drop { $0 == "+" || $0 == "-" }.drop { $0 == "0" }
            guard exponent.count < 18 else { return nil }
            tens = (Int(exponent) ?? 0) * (parts[1].first == "-" ? -1 : 1)
        }
        tens -= fraction.count
        while digits.last == "0" {
            digits.removeLast()
            tens += 1
        }
        guard tens >= 0, digits.count + tens <= 20 else { return nil }
        digits += String(repeating: "0", count: tens)
        guard UInt64(digits) != nil else { return nil }
        return (text.first == "-" ? "-" : "") + digits
    }
}
