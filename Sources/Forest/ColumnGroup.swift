/// The columns that a run of trees asks for, and the line of each of its predicates.
///
/// A column of the table may become several here, since a column holds at most 255 thresholds. Lines are numbered column by column:
/// numeric columns first, then categorical ones, each ascending by feature.
struct ColumnGroup {
    /// Up to 255 thresholds of a feature under a rule; line `firstLine + k` is x >= thresholds[k].
    struct Numeric {
        var feature: Int
        var rule: ColumnRule
        var firstLine: Int
        /// In the model's input width, ascending, NaN last.
        var thresholds: [Double]
    }

    /// The category tests of a feature under a rule; line `firstLine + i` is the test of split `splits[i]`.
    struct Categorical {
        var feature: Int
        var rule: ColumnRule
        var firstLine: Int
        var splits: [Int32]
    }

    static let thresholdCountMax = 255

    private(set) var numeric: [Numeric] = []
    private(set) var categorical: [Categorical] = []
    private(set) var lineCount = 0
    /// By predicate of the table; -1 for one that these trees do not ask.
    private(set) var lineOfPredicate: [Int32]

    /// `isUsed`: by predicate.
    init(_ table: PredicateTable, isUsed: [Bool]) {
        lineOfPredicate = [Int32](repeating: -1, count: table.count)
        for column in table.columns where !column.rule.isCategorical {
            for predicate in column.predicates where isUsed[predicate] {
                append(table.thresholds[predicate], of: column)
                lineOfPredicate[predicate] = Int32(lineCount)
                lineCount += 1
            }
        }
        for column in table.columns where column.rule.isCategorical {
            let first = lineCount
            var splits: [Int32] = []
            for predicate in column.predicates where isUsed[predicate] {
                splits.append(table.categorySplits[predicate])
                lineOfPredicate[predicate] = Int32(lineCount)
                lineCount += 1
            }
            if splits.isEmpty { continue }
            categorical.append(
                Categorical(feature: column.feature, rule: column.rule, firstLine: first, splits: splits))
        }
    }

    /// All of the table.
    init(_ table: PredicateTable) {
        self.init(table, isUsed: [Bool](repeating: true, count: table.count))
    }

    private mutating func append(_ threshold: Double, of column: PredicateTable.Column) {
        if let last = numeric.last, last.feature == column.feature, last.rule == column.rule,
            last.thresholds.count < Self.thresholdCountMax
        {
            numeric[numeric.count - 1].thresholds.append(threshold)
        } else {
            numeric.append(
                Numeric(feature: column.feature, rule: column.rule, firstLine: lineCount, thresholds: [threshold]))
        }
    }
}
