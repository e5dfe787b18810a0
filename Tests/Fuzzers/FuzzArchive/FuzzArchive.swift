import BundleTestSupport
import CFuzzer

/// Foreign bytes as a bundle's archive: no trap, bounded memory, and what is accepted reads back as the same when it is written anew.
@main enum FuzzArchive {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: byteCount))
            if let problem = ArchiveRoundTrip.problem(with: bytes) { fatalError(problem) }
            return 0
        }
        precondition(status == 0)
    }
}
