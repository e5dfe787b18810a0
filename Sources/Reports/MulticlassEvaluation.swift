/// How a model of three or more classes did on one part of the data.
public struct MulticlassEvaluation: Sendable, Equatable {
    /// The metrics of one class against all others.
    public struct ClassQuality: Sendable, Equatable {
        public var precision: Double
        public var recall: Double
        public var f1: Double
        public init(precision: Double, recall: Double, f1: Double) {
            self.precision = precision
            self.recall = recall
            self.f1 = f1
        }
    }

    /// `validation` or `training`.
    public var split: String
    public var classes: [String]
    /// Rows of the data, row-major: element `actual * classes.count + predicted`. What is absent counts as 0.
    public var confusion: [Int]
    /// In the order of ``classes``; empty: not shown.
    public var qualities: [ClassQuality]

    public init(split: String, classes: [String], confusion: [Int], qualities: [ClassQuality] = []) {
        self.split = split
        self.classes = classes
        self.confusion = confusion
        self.qualities = qualities
    }

    func count(actual: Int, predicted: Int) -> Int {
        let index = actual * classes.count + predicted
        return confusion.indices.contains(index) ? max(confusion[index], 0) : 0
    }

    /// Rows of each class. O(classes squared).
    var rowCounts: [Int] {
        classes.indices.map { actual in classes.indices.reduce(0) { $0 + count(actual: actual, predicted: $1) } }
    }
}
