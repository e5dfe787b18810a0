/// An option's value that cannot be used: what was found and what is accepted.
public struct OptionError: Error, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
