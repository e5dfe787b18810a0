/// Which answers carry the id of their request (`X-Request-Id`) and its trace (`traceparent`).
public enum RequestIDChoice: String, Sendable, CaseIterable {
    /// Those to requests that have them.
    case echo
    /// Every one has an id: one that is not given is made. Traces as with `echo`.
    case always
    case off
}
