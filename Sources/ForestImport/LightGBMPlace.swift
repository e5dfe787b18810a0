/// Where a value of a LightGBM file stands, for the errors about it.
struct LightGBMPlace {
    var tree: Int?
    /// The line's key.
    var field: String

    func error(_ byteOffset: Int?, node: Int? = nil, _ reason: String) -> ImportError {
        ImportError(byteOffset: byteOffset, tree: tree, node: node, field: field, reason: reason)
    }
}
