internal import CTabular

/// One feature of a contract in the form that encoding reads: no array, no string, no reference count.
@safe struct FeaturePlan {
    /// The category map, in order of codes; nil for a number.
    var categories: TextTable.View?
    /// Those of them that are short.
    var shortTexts: ct_short_texts?
    /// Some category is spelled as a number, so that a number is a category, known or not, and not a wrong type.
    var hasNumericSpelling: Bool
    /// The codes of a JSON true and false; negative when no category is spelled so.
    var trueCode: Int
    var falseCode: Int
    /// Some category is spelled as true or false, so that either is a category, known or not, and not a wrong type.
    var hasTruthSpelling: Bool { trueCode >= 0 || falseCode >= 0 }
    /// The range in each width, like the values that are compared with it: 0.1 ... 1 holds the text `0.1` in both.
    var narrowBounds: (lower: Float, upper: Float)
    var wideBounds: (lower: Double, upper: Double)

    static var number: FeaturePlan {
        unsafe FeaturePlan(
            categories: nil, shortTexts: nil, hasNumericSpelling: false, trueCode: -1, falseCode: -1,
            narrowBounds: (-.infinity, .infinity),
            wideBounds: (-.infinity, .infinity))
    }
}
