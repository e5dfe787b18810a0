package import Base
internal import Glibc
package import SystemPackage

/// A file that is being written for the first time.
package struct NewFile: ~Copyable {
    package let path: FilePath
    private let descriptor: Int32

    package init(path: FilePath, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { _ = Glibc.close(descriptor) }

    package func write(_ contents: FileContents) throws(SystemCallError) {
        try unsafe contents.withBytes { bytes throws(SystemCallError) in try unsafe write(bytes) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemCallError) {
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            // Linux writes 2 GiB at most in one call, and less when it is interrupted.
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw SystemCallError.last("write", path.string)
            }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    package func sync() throws(SystemCallError) {
        guard fsync(descriptor) == 0 else { throw SystemCallError.last("fsync", path.string) }
    }
}
