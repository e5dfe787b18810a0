/// One entry of `feature_names` and of `feature_infos`.
struct LightGBMFeature {
    var name: String
    var values: Values

    /// What LightGBM saw of the feature in (a sample of) the training data. Only for people: no prediction depends on it.
    enum Values: Equatable {
        /// The codes, in any order; -1 stands for missing.
        case categories(largest: Int)
        /// `[smallest:largest]`, or `none` for a feature that was constant or not used. The range is of a sample and becomes no part of the
        /// contract: what lies outside it, the library scores like anything else. Also what is not spelled as any release spells it.
        case other
    }

    /// `[a:b]`, `0:1:2` or `none`.
    static func values(_ text: LightGBMText, _ range: Range<Int>) -> Values {
        guard !range.isEmpty, let spelled = text.string(range), spelled != "none", spelled.first != "[" else { return .other }
        var largest = -1
        for code in spelled.split(separator: ":") {
            guard let code = Int(code), code <= Int(Int32.max) else { return .other }
            largest = max(largest, code)
        }
        return .categories(largest: largest)
    }
}
