import CFuzzer
import ForestImport
import ForestImportTestSupport

/// Foreign bytes as XGBoost's UBJSON: refused with a reason, or a model that builder, file, kernel and reference agree about.
@main enum FuzzUBJSON {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            _ = unsafe ForeignModel.check(
                Array(UnsafeRawBufferPointer(start: data, count: byteCount)), format: .xgboostUBJSON)
            return 0
        }
        precondition(status == 0)
    }
}
