import CFuzzer
import RecordsTestSupport

/// Foreign bytes as an npy file: no trap, and a matrix whose rows are as many as its bytes hold.
@main enum FuzzNPY {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            unsafe RecordOracle.checkMatrix(Array(UnsafeRawBufferPointer(start: data, count: byteCount)))
            return 0
        }
        precondition(status == 0)
    }
}
