/// The target of every record of a file, in compact form.
public struct TargetProfile: Sendable, Equatable {
    /// The class index of a record without a target, which is left out of training.
    public static let dropped = UInt32.max

    public var name: String
    /// Index of the column in the file.
    public var column: Int
    public var task: LearningTask
    /// The classes in the order of their indices: by value when all are numbers, else bytewise; of a binary task the second is
    /// positive. Empty for regression.
    public var classLabels: [String]
    /// Records of each class.
    public var classCounts: [Int]
    /// The class index of every record of the file, or ``dropped``; empty for regression.
    public var classes: [UInt32]
    /// The value of every record of the file, NaN where it is dropped; empty for classification.
    public var values: [Double]
    /// Records without a target.
    public var droppedRowCount: Int

    public init(
        name: String, column: Int, task: LearningTask, classLabels: [String], classCounts: [Int], classes: [UInt32],
        values: [Double], droppedRowCount: Int
    ) {
        self.name = name
        self.column = column
        self.task = task
        self.classLabels = classLabels
        self.classCounts = classCounts
        self.classes = classes
        self.values = values
        self.droppedRowCount = droppedRowCount
    }
}
