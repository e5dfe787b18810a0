import Base
import SystemPackage

/// A file that is written after the run: opened before it, so that a path that cannot be written costs no run.
struct OutputFile {
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

    func write(_ bytes: [UInt8]) throws(SystemCallError) {
        do {
            try descriptor.writeAll(bytes)
            try descriptor.close()
        } catch {
            throw SystemCallError(call: "write", subject: path, errno: (error as? Errno) ?? .ioError)
        }
    }
}
