/// What is noted of the request that is being answered, until its answer is counted and told.
struct RequestNotes {
    /// The model's place in its host; negative while the request has reached none.
    var model = -1
    var rowCount = 0
    var stages = StageTimes()
    /// When the answer was whole, by `MonotonicClock`; 0 where nobody looked.
    var endNanoseconds: UInt64 = 0
    /// Nil for an answer that refuses nothing.
    var refusal: RefusalReason?
}
