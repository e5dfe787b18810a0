internal import Glibc
public import SystemPackage

/// The folders that tests read. Data sets beside the project may be absent in someone's own clone: tests that need them then skip.
public enum SharedData {
    /// The package's root folder.
    public static var packageRoot: FilePath {
        var path = FilePath(#filePath)
        for _ in 0..<3 { path.removeLastComponent() }
        return path
    }

    /// `../shared/data` beside the package, or nil.
    public static var folder: FilePath? {
        let path = packageRoot.removingLastComponent().appending("shared").appending("data")
        return unsafe path.withPlatformString { unsafe access($0, R_OK) } == 0 ? path : nil
    }

    public static var isPresent: Bool { folder != nil }
}
