/// Counts of points in the cells of a grid over two axes.
public struct DensityGrid: Sendable, Equatable {
    /// Both axes' range.
    public let xBounds: ClosedRange<Double>
    public let yBounds: ClosedRange<Double>
    public let columnCount: Int
    public let rowCount: Int
    /// Row by row from the lowest y; `columnCount` cells each.
    public private(set) var counts: [Int]
    /// Points outside the bounds.
    public private(set) var outsideCount: Int

    /// Counts points; those with a NaN are not counted. At most ``ReportLimits/densityCellsMax`` cells along a side. O(points).
    public init(
        of points: some Sequence<Point>, xBounds: ClosedRange<Double>, yBounds: ClosedRange<Double>, columnCount: Int = 40,
        rowCount: Int = 40
    ) {
        self.xBounds = Ticks.widened(xBounds)
        self.yBounds = Ticks.widened(yBounds)
        self.columnCount = min(max(columnCount, 1), ReportLimits.densityCellsMax)
        self.rowCount = min(max(rowCount, 1), ReportLimits.densityCellsMax)
        counts = [Int](repeating: 0, count: self.columnCount * self.rowCount)
        outsideCount = 0
        for point in points where !point.x.isNaN && !point.y.isNaN {
            guard self.xBounds.contains(point.x), self.yBounds.contains(point.y) else {
                outsideCount += 1
                continue
            }
            let column = Self.cell(point.x, self.xBounds, self.columnCount)
            let row = Self.cell(point.y, self.yBounds, self.rowCount)
            counts[row * self.columnCount + column] += 1
        }
    }

    private static func cell(_ value: Double, _ bounds: ClosedRange<Double>, _ count: Int) -> Int {
        let share = (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
        return min(Int(share * Double(count)), count - 1)
    }
}
