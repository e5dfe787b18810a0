/// How a model of three or more classes did on one part of the data.
public struct MulticlassEvaluation: Sendable, Equatable {
    /// `validation` or `training`.
    public var split: String
    public var classes: [String]
    /// `confusion[actual][predicted]`, rows of the data; what is absent counts as 0.
    public var confusion: [[Int]]

    public init(split: String, classes: [String], confusion: [[Int]]) {
        self.split = split
        self.classes = classes
        self.confusion = confusion
    }

    /// Counts the rows by the index of their actual and their predicted class; indices that are no class are left out.
    public init(split: String, classes: [String], actual: [Int], predicted: [Int]) {
        var confusion = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: classes.count)
        for (row, column) in zip(actual, predicted) where classes.indices.contains(row) && classes.indices.contains(column) {
            confusion[row][column] += 1
        }
        self.init(split: split, classes: classes, confusion: confusion)
    }

    func count(actual: Int, predicted: Int) -> Int {
        actual < confusion.count && predicted < confusion[actual].count ? max(confusion[actual][predicted], 0) : 0
    }

    /// Precision, recall and F1 of one class; NaN where it was never predicted or never there.
    struct ClassQuality {
        var rowCount: Int
        var precision: Double
        var recall: Double
        var f1: Double
    }

    /// In the order of ``classes``. O(classes squared).
    var qualities: [ClassQuality] {
        var actual = [Int](repeating: 0, count: classes.count)
        var predicted = actual
        for row in classes.indices {
            for column in classes.indices {
                actual[row] += count(actual: row, predicted: column)
                predicted[column] += count(actual: row, predicted: column)
            }
        }
        return classes.indices.map { index in
            let hits = Double(count(actual: index, predicted: index))
            return ClassQuality(
                rowCount: actual[index], precision: Self.share(hits, predicted[index]), recall: Self.share(hits, actual[index]),
                f1: Self.share(2 * hits, actual[index] + predicted[index]))
        }
    }

    private static func share(_ part: Double, _ whole: Int) -> Double { whole > 0 ? part / Double(whole) : .nan }
}
