/// Whether rows of several requests are scored together.
public enum GatherChoice: String, Sendable, CaseIterable {
    case off
    /// Of models whose plan says that it pays.
    case auto
    /// Of every model.
    case always
}
