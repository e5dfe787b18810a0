/// What was read of a body.
enum BodyRows {
    /// Rows of `instances`, answered block by block while they were read.
    case answered(Int)
    /// One row, not scored yet.
    case one(OneRowForm)
}

/// How the one row of a body was given, and is answered.
enum OneRowForm {
    /// As the body's own members, or in `features`.
    case flat
    /// As the only element of `instances`: the answer has both forms, for clients of either.
    case onlyInstance
}
