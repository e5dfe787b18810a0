import BundleTestSupport
import CFuzzer

/// Foreign bytes as a bundle's documents: no trap, and what is accepted is written and read back as the same.
@main enum FuzzManifest {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: byteCount))
            if let problem = DocumentRoundTrip.problem(with: bytes) { fatalError(problem) }
            return 0
        }
        precondition(status == 0)
    }
}
