/// The row that is being read.
@safe struct RowPlace {
    /// Where its numbers go, in the contract's order and the model's width.
    let codes: UnsafeMutableRawPointer
    /// Its index in `instances`; nil for a body that is one row.
    let instance: Int?

    init(_ codes: UnsafeMutableRawPointer, instance: Int? = nil) {
        unsafe self.codes = codes
        self.instance = instance
    }
}
