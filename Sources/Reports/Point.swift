/// A point of a chart, in the units of its data.
public struct Point: Sendable, Equatable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    /// Neither NaN nor infinite: only such points are drawn.
    public var isFinite: Bool { x.isFinite && y.isFinite }
}
