/// A picture of numbers that also says them in words and as a table.
public protocol Chart: Sendable {
    /// Short name, shown above the picture.
    var title: String { get }
    /// One or two sentences for readers who cannot see the picture.
    var summary: String { get }
    /// The picture. Never traps, whatever the numbers.
    func svg() -> HTMLWriter
    /// The numbers behind it, shortened to ``ReportLimits/tableRowsMax`` rows; nil when there are none.
    func table() -> HTMLTable?
}
