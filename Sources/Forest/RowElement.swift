/// A number of a row as the caller stores it.
protocol RowElement: BitwiseCopyable, Sendable {
    var float32: Float { get }
    var float64: Double { get }
    static var width: Arithmetic.Width { get }
}

extension Float: RowElement {
    @inline(__always) var float32: Float { self }
    @inline(__always) var float64: Double { Double(self) }
    static var width: Arithmetic.Width { .float32 }
}

extension Double: RowElement {
    @inline(__always) var float32: Float { Float(self) }
    @inline(__always) var float64: Double { self }
    static var width: Arithmetic.Width { .float64 }
}
