/// A number of a row as the caller stores it.
protocol RowElement: BitwiseCopyable, Sendable {
    var float32: Float { get }
    var float64: Double { get }
}

extension Float: RowElement {
    @inline(__always) var float32: Float { self }
    @inline(__always) var float64: Double { Double(self) }
}

extension Double: RowElement {
    @inline(__always) var float32: Float { Float(self) }
    @inline(__always) var float64: Double { self }
}
