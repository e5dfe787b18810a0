internal import CLinux

/// How many descriptors the process may have open: each connection takes one.
public enum DescriptorLimit {
    /// Raises the soft limit to the hard one where that is allowed. Returns the limit in force.
    @discardableResult
    public static func raise() -> Int { max(0, Int(clinux_raise_descriptor_limit())) }
}
