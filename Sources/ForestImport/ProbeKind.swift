/// What a probe row was made for, or what a row is at a split: words of probe.csv and of certificate.json.
public enum ProbeKind: String, Sendable, CaseIterable {
    /// The split's threshold itself.
    case threshold
    /// The number of the model's input width next below the threshold.
    case below
    case above
    /// Of float64 models: the float32 next below the threshold, or the threshold rounded down to one.
    case belowFloat32 = "below_float32"
    case aboveFloat32 = "above_float32"
    case missing
    /// Zero of either sign.
    case zero
    /// The ends of the band that LightGBM takes for zero, and their neighbours, of either sign.
    case zeroBand = "zero_band"
    /// The smallest numbers, denormal and normal, of either sign.
    case tiny
    /// The largest numbers of either sign.
    case huge
    case infinity
    case categoryListed = "category_listed"
    case categoryUnlisted = "category_unlisted"
    case categoryNegative = "category_negative"
    /// A code with a fraction, and one between -1 and 0.
    case categoryFraction = "category_fraction"
    /// Codes of 2^24 and more.
    case categoryTooLarge = "category_too_large"
    /// Numbers at random, for a model without splits: a linear one, or one of leaves only.
    case random
    /// A row of the user's.
    case own
}
