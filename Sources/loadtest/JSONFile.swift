import Base
import Codecs
import SystemPackage

/// The file of `--json`: opened before the run, so that a path that cannot be written costs no run.
struct JSONFile {
    private let path: String
    private let descriptor: FileDescriptor

    init(_ path: String) throws(SystemCallError) {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw SystemCallError(call: "open", subject: path, errno: (error as? Errno) ?? .ioError)
        }
    }

    func write(_ value: JSONValue) throws(SystemCallError) {
        do {
            try descriptor.writeAll((value.text() + "\n").utf8)
            try descriptor.close()
        } catch {
            throw SystemCallError(call: "write", subject: path, errno: (error as? Errno) ?? .ioError)
        }
    }
}
