internal import Base
internal import Network

/// A request that was handed over: what its loop knew of it then, and what the workers do with it.
@safe struct RingRequest {
    /// Request and answer, in the loop's memory.
    let exchange: UnsafeMutablePointer<Exchange>
    /// Kept alive by the host.
    let model: Unmanaged<ServedModel>
    let query: PredictionQuery
    let estimatedNanoseconds: Int
    /// When it was pushed, by `MonotonicClock`.
    let pushedNanoseconds: UInt64
    /// When the first worker took it up.
    var begunNanoseconds: UInt64 = 0
    /// What the loop counts and logs when it has the answer.
    var notes: RequestNotes
    /// Its parts, while it is worked out in parts.
    var split: Unmanaged<InstanceSplit>?
}
