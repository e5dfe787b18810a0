import CFuzzer
import RecordsTestSupport

/// Foreign bytes as NDJSON: no trap, and the rows that the lines give one by one whatever lines stand before them and however blocks are cut.
@main enum FuzzNDJSON {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            unsafe RecordOracle.checkLines(Array(UnsafeRawBufferPointer(start: data, count: byteCount)))
            return 0
        }
        precondition(status == 0)
    }
}
