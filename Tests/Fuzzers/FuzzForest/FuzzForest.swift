import CFuzzer
import ForestTestSupport

/// Foreign bytes as a forest: refused with a reason, or a model that builder, file, kernel and reference agree about, bit for bit.
@main enum FuzzForest {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            _ = unsafe ForeignForest.check(Array(UnsafeRawBufferPointer(start: data, count: byteCount)))
            return 0
        }
        precondition(status == 0)
    }
}
