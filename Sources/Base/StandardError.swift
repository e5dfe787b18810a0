internal import SystemPackage

/// Where messages go that are not the answer.
public enum StandardError {
    public static func write(_ text: String) {
        // Nobody is left to tell when this fails.
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }
}
