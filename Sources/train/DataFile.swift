import Base
import Bundles
import Glibc
import SystemPackage
import Tabular

/// The training file as it lies on the disk: it is read more than once, so it has to stay what it is.
enum DataFile {
    private static let blockByteCount = 1 << 20

    /// Throws for what cannot be read twice: standard input, pipes, devices. That there is no such file is found by who opens it.
    static func check(_ path: FilePath) throws {
        let accepted = "the table is read twice, so a file on a disk is accepted"
        if path == "-" { throw TrainFailure(.usage, "standard input cannot be trained on: \(accepted)") }
        var status = stat()
        guard unsafe stat(path.string, &status) == 0 else { return }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR: throw TrainFailure(.environment, "\(path) is a folder; a CSV file, plain or gzip, is accepted")
        default: throw TrainFailure(.usage, "\(path) is no plain file: \(accepted)")
        }
    }

    /// sha256 of the stored bytes, which must still be those that were found with that fingerprint.
    static func sha256(_ path: FilePath, since fingerprint: [UInt64]) throws -> String {
        do {
            let file = try FileDescriptor.open(path, .readOnly)
            let digest = try file.closeAfter { try hash(file) }
            try ByteSource(path: path).checkUnchanged(since: fingerprint)
            return digest
        } catch let cause as Errno {
            throw InputError(kind: .environment, path: path.string, reason: "cannot be read again: \(cause)")
        }
    }

    private static func hash(_ file: FileDescriptor) throws -> String {
        var hash = SHA256()
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockByteCount, alignment: 64)
        defer { unsafe block.deallocate() }
        while true {
            try Interrupt.check()
            let count = try unsafe file.read(into: block)
            if count == 0 { return hash.hexDigest() }
            unsafe hash.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
        }
    }
}
