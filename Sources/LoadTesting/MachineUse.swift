package import Codecs

/// What the machine's processors did in some time, in shares of all of them, and what the generator's threads did, in processors.
package struct MachineUse: Sendable, Equatable {
    /// Not idle, whoever it was; the time that the hypervisor gave to others is not in it.
    package var busyShare = 0.0
    /// Taken by the hypervisor for others.
    package var stealShare = 0.0
    /// Busy with processes that are neither this one nor, where it could be told, the server.
    package var otherShare = 0.0
    /// Busy with the server; nil where it does not run on this machine or could not be found.
    package var serverShare: Double?
    /// The busiest of the threads that send: the part of a processor that it used.
    package var threadShareMax = 0.0
    /// Of a thread that sends: the part of the time that it was ready and waited for a processor, at most. nil where the kernel does not
    /// say.
    package var threadWaitShareMax: Double?

    package init() {}

    package var json: JSONValue {
        .object([
            .init("busy", JSONValue(busyShare)),
            .init("steal", JSONValue(stealShare)),
            .init("others", JSONValue(otherShare)),
            .init("server", serverShare.map { JSONValue($0) } ?? .null),
            .init("thread_busy", JSONValue(threadShareMax)),
            .init("thread_waiting", threadWaitShareMax.map { JSONValue($0) } ?? .null),
        ])
    }
}
