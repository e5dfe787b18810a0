internal import Glibc
public import SystemPackage

/// A folder of its own for one test, removed with everything in it when the test is done with it.
public final class TemporaryFolder {
    public let path: FilePath

    public init() {
        var template = Array("/tmp/espalier-test-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { unsafe mkdtemp($0.baseAddress!) != nil }
        precondition(made, "mkdtemp")
        path = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit { Self.removeTree(path) }

    private static func removeTree(_ folder: FilePath) {
        guard let directory = unsafe opendir(folder.string) else { return }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let path = folder.appending(name)
            if unsafe Int32(entry.pointee.d_type) == Int32(DT_DIR) {
                removeTree(path)
            } else {
                _ = unsafe unlink(path.string)
            }
        }
        unsafe closedir(directory)
        _ = unsafe rmdir(folder.string)
    }
}
