/// The shapes of a body besides an object of the features by name: a member of this name that is an array.
enum BodyShape {
    /// One row in the contract's order.
    case features
    /// Rows, each an array or an object.
    case instances

    init?(_ name: UnsafeBufferPointer<UInt8>) {
        if unsafe Self.isEqual(name, "features") {
            self = .features
        } else if unsafe Self.isEqual(name, "instances") {
            self = .instances
        } else {
            return nil
        }
    }

    var name: String { self == .features ? "features" : "instances" }

    private static func isEqual(_ name: UnsafeBufferPointer<UInt8>, _ expected: StaticString) -> Bool {
        guard name.count == expected.utf8CodeUnitCount else { return false }
        for index in 0..<name.count where unsafe name[index] != expected.utf8Start[index] { return false }
        return true
    }
}
