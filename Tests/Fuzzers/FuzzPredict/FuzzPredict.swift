import CFuzzer
import ServingTestSupport

/// Foreign bytes as the body of a prediction: no trap, and the handler takes what the oracle takes, answers the same bytes, counts the same
/// violations of the contract, and refuses the rest with an error in JSON. The first byte chooses model, policy and query.
@main enum FuzzPredict {
    nonisolated(unsafe) private static let comparison: PredictionComparison = {
        do { return try PredictionComparison() } catch { fatalError("the models cannot be made: \(error)") }
    }()

    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: byteCount))
            if let problem = unsafe FuzzPredict.comparison.problem(with: input) { fatalError(problem) }
            return 0
        }
        precondition(status == 0)
    }
}
