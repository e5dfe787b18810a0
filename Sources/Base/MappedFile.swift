internal import Glibc
public import SystemPackage

/// A whole file mapped read-only, unmapped when the last reference goes.
///
/// A file that is truncated by another process after it was mapped raises SIGBUS when its missing pages are read; bundles
/// are published by rename and never changed in place, which is what keeps that from happening.
@safe public final class MappedFile: @unchecked Sendable {
    /// The bytes of the file; empty for an empty file.
    public let bytes: UnsafeRawBufferPointer

    /// Maps the file at `path`. Refuses a file of more than `byteCountMax` bytes with `EFBIG`, anything that is not a plain file
    /// with `EINVAL`, and a symbolic link with `ELOOP` unless `followsLinks`.
    public init(path: FilePath, byteCountMax: Int, followsLinks: Bool = true) throws(SystemCallError) {
        // Without O_NONBLOCK the open of a pipe would wait for a writer; plain files do not know the flag.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
        let descriptor = unsafe path.withPlatformString { unsafe open($0, flags) }
        guard descriptor >= 0 else {
            throw SystemCallError(call: "open", subject: path.string, errno: Errno(rawValue: errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw SystemCallError(call: "fstat", subject: path.string, errno: Errno(rawValue: errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemCallError(call: "open", subject: path.string, errno: .invalidArgument)
        }
        let byteCount = Int(status.st_size)
        guard byteCount <= byteCountMax else {
            throw SystemCallError(call: "mmap", subject: path.string, errno: .fileTooLarge)
        }
        guard byteCount > 0 else {
            unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0), unsafe start != MAP_FAILED else {
            throw SystemCallError(call: "mmap", subject: path.string, errno: Errno(rawValue: errno))
        }
        unsafe bytes = UnsafeRawBufferPointer(start: start, count: byteCount)
    }

    deinit {
        if let start = unsafe bytes.baseAddress { unsafe munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
