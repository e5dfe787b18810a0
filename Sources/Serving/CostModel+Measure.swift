internal import Base
internal import Bundles
internal import Codecs
internal import Forest

extension CostModel {
    /// Measures the prices of this machine on the first model of `host`, in some milliseconds; as they are by default where there is none.
    init(measuredOn host: ModelHost, options: ServingOptions) {
        self.init()
        guard host.modelCount > 0 else { return }
        let model = host.servedModel(0)
        let rowCount = min(Self.measuredRowCount, options.rowCountMax)
        let row = ModelExample(model.bundle.manifest).row.text(indented: false)
        let rows = Array(Array(repeating: row, count: rowCount).joined(separator: ",").utf8)
        guard rows.count <= options.bodyByteCountMax else { return }

        let work = PredictionWork(
            host, options: options, counters: ServingCounters(modelCount: host.modelCount), answerMemory: AnswerMemory())
        var isAccepted = true
        // By itself: as a difference of what all and the rest take it would be lost in the noise of a heavy model.
        let read = Self.leastNanoseconds {
            let result: Void? = unsafe rows.withUnsafeBytes { rows in
                unsafe try? work.readPart(rows, rowCount: rowCount, model)
            }
            isAccepted = isAccepted && result != nil
        }
        guard isAccepted else { return }
        // The rows are still in the work's memory.
        let score = Self.leastNanoseconds { work.score(rowCount: rowCount, model) }
        let write = Self.leastNanoseconds {
            work.answer.removeAll()
            for row in 0..<rowCount { work.writeRow(row, model, PredictionQuery()) }
        }
        rowNanoseconds = max(write / Double(rowCount), Self.nanosecondsMin)
        byteNanoseconds = max(read / Double(rows.count), Self.nanosecondsMin)
        scoreNanoseconds = max(score / max(1, model.bundle.scorer.expectedNanoseconds(rowCount: rowCount)), Self.nanosecondsMin)
    }

    /// Rows of the body that is measured: a block of no model is smaller.
    private static let measuredRowCount = 64
    /// Each price is measured again and again for so long, at least three times.
    private static let measuredNanoseconds: UInt64 = 2_000_000
    /// Nothing costs nothing, whatever a clock says.
    private static let nanosecondsMin = 0.01

    /// Of several runs the fastest: others were disturbed.
    private static func leastNanoseconds(_ run: () -> Void) -> Double {
        let begin = MonotonicClock.nanoseconds
        var least = UInt64.max
        var runCount = 0
        var last = begin
        while runCount < 3 || last - begin < measuredNanoseconds {
            run()
            let now = MonotonicClock.nanoseconds
            least = min(least, now - last)
            last = now
            runCount += 1
        }
        return Double(least)
    }
}
