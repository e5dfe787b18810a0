import CFuzzer
import ForestImport
import ForestImportTestSupport

/// Foreign bytes as LightGBM's text: refused with a reason, or a model that builder, file, kernel and reference agree about.
@main enum FuzzLightGBM {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            _ = unsafe ForeignModel.check(
                Array(UnsafeRawBufferPointer(start: data, count: byteCount)), format: .lightGBMText)
            return 0
        }
        precondition(status == 0)
    }
}
