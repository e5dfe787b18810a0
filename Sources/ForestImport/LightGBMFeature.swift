internal import Codecs

/// One entry of `feature_names` and of `feature_infos`.
struct LightGBMFeature {
    var name: String
    var values: Values

    /// What LightGBM saw of the feature in (a sample of) the training data. Only for people: no prediction depends on it.
    enum Values: Equatable {
        /// `[smallest:largest]`.
        case range(ClosedRange<Double>)
        /// The codes, in any order; -1 stands for missing.
        case categories(largest: Int)
        /// `none`: the feature was constant or not used. Also what is not spelled as any release spells it.
        case unknown
    }

    /// `[a:b]`, `0:1:2` or `none`.
    static func values(_ text: LightGBMText, _ range: Range<Int>) -> Values {
        guard !range.isEmpty, let spelled = text.string(range), spelled != "none" else { return .unknown }
        if spelled.first == "[", spelled.last == "]" {
            let bounds = spelled.dropFirst().dropLast().split(separator: ":").map { NumberParser.double(String($0)) }
            guard bounds.count == 2, let lower = bounds[0], let upper = bounds[1], lower <= upper else { return .unknown }
            return .range(lower...upper)
        }
        var largest = -1
        for code in spelled.split(separator: ":") {
            guard let code = Int(code), code <= Int(Int32.max) else { return .unknown }
            largest = max(largest, code)
        }
        return .categories(largest: largest)
    }
}
