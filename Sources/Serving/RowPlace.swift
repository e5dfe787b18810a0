/// The row that is being read.
@safe struct RowPlace {
    /// Where its numbers go, in the contract's order.
    let codes: UnsafeMutablePointer<Float>
    /// Its index in `instances`; nil for a body that is one row.
    let instance: Int?

    init(_ codes: UnsafeMutablePointer<Float>, instance: Int? = nil) {
        unsafe self.codes = codes
        self.instance = instance
    }
}
