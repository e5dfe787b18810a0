/// What bounds a report, so that no model or data set makes a page that a browser cannot show.
public enum ReportLimits {
    /// Points of one line; longer ones are thinned evenly, first and last kept.
    public static let curvePointsMax = 1_000
    /// Lines, guides and markers of one chart, each.
    public static let seriesMax = 12
    /// Rows of the table beside a chart; longer ones are thinned evenly.
    public static let tableRowsMax = 50
    /// Bars of the importance chart; the others are summed in one more.
    public static let importanceBarsMax = 20
    /// Rows of the feature table.
    public static let featuresMax = 500
    /// Classes of a confusion matrix; the others are summed in one more.
    public static let matrixClassesMax = 30
    /// Rows of the table of classes.
    public static let classesMax = 200
    /// Bars of a histogram; more are merged.
    public static let histogramBinsMax = 200
    /// Cells of a heat map or matrix along one side.
    public static let densityCellsMax = 100
    public static let warningsMax = 100
    public static let factsMax = 200
    /// Characters of a name or label from foreign data; longer ones end in an ellipsis.
    public static let nameCharactersMax = 200
    /// Characters of any other text: a warning, a fact's value.
    public static let textCharactersMax = 2_000

    /// The text, or its first characters and an ellipsis.
    package static func shortened(_ text: String, to countMax: Int = nameCharactersMax) -> String {
        // Bounded by scalars, not characters: one character may hold any number of combining marks.
        var scalars = text.unicodeScalars.prefix(countMax + 1)
        guard scalars.count > countMax else { return text }
        scalars = scalars.prefix(countMax - 1)
        return String(String.UnicodeScalarView(scalars)) + "…"
    }

    /// At most `countMax` of the indices 0 ..< `count`, evenly spread, first and last among them.
    package static func thinned(count: Int, to countMax: Int) -> [Int] {
        guard count > countMax, countMax > 1 else { return Array(0..<max(count, 0)) }
        return (0..<countMax).map { index in
            let (high, low) = index.multipliedFullWidth(by: count - 1)
            return (countMax - 1).dividingFullWidth((high, low)).quotient
        }
    }
}
