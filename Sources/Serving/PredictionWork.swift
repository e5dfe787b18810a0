internal import Bundles
internal import Codecs
internal import Network

/// The work of a prediction, from the bytes of a body to those of the answer: reads the rows, scores them, writes what came of them.
///
/// It knows no connection and no HTTP. One for each thread that predicts: it owns the memory that a request is worked out in, and shares the
/// models with the others. It allocates nothing and touches no reference count, once the answer's buffer is as large as the answers are.
/// Thread rules: one thread. Limits: those of `ServingOptions`, and bodies of `bodyByteCountMax`.
@safe final class PredictionWork {
    let options: ServingOptions
    let counters: ServingCounters
    let memory: RowMemory
    let inflater: BodyInflater
    let clock = StageClock()
    let jsonLimits: JSONLimits
    private let answerMemory: AnswerMemory
    private let answerPlace: UnsafeMutablePointer<ByteBuffer>

    /// Answers go to `answerMemory`; `counters` count the values that break a model's contract.
    init(_ host: ModelHost, options: ServingOptions, counters: ServingCounters, answerMemory: AnswerMemory) {
        self.options = options
        self.counters = counters
        self.answerMemory = answerMemory
        unsafe answerPlace = answerMemory.buffer
        inflater = BodyInflater(byteCountMax: options.bodyByteCountMax)
        memory = RowMemory(
            featureCount: host.featureCountMax, rowByteCount: host.rowByteCountMax, outputCount: host.outputCountMax,
            bodyByteCount: options.bodyByteCountMax,
            nameByteCount: BundleLimits.nameByteCountMax, extraFieldCountMax: options.extraFieldCountMax)
        jsonLimits = JSONLimits(depthMax: options.jsonDepthMax, byteCountMax: options.bodyByteCountMax)
    }

    deinit { clock.deallocate() }

    /// What is answered, as far as it is written.
    var answer: ByteBuffer {
        @inline(__always) _read { yield unsafe answerPlace.pointee }
        @inline(__always) _modify { yield unsafe &answerPlace.pointee }
    }
}
