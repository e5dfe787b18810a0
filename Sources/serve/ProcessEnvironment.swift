internal import Glibc

/// The environment that the process was started with.
enum ProcessEnvironment {
    /// Names and values, sorted by name so that what is wrong with them is told in one order.
    static func variables() -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var entries = unsafe environ
        while let entry = unsafe entries.pointee {
            let parts = unsafe String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { found.append((String(parts[0]), String(parts[1]))) }
            unsafe entries += 1
        }
        return found.sorted { $0.name < $1.name }
    }
}
