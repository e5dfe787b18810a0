internal import Codecs
internal import Synchronization

/// What the requests of each model are expected to cost, from their length: whether a loop works one out itself, or hands it over.
///
/// How many bytes a row has is learned from the requests of more than one row that were answered. One for all loops and workers: each model
/// has one atomic word, read by every request and written when its rows turn out longer or shorter than was thought. Thread rules: any thread.
@safe final class RequestCosts: @unchecked Sendable {
    let model: CostModel
    /// Above it a request is handed over.
    let inlineNanosecondsMax: Double
    private let options: ServingOptions
    /// For each model, above: the bytes of a body that is light however few bytes its rows have, as far as is known; below: the bytes of a row,
    /// a `Float`. Zero until the model is asked.
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let modelCount: Int

    init(_ model: CostModel, modelCount: Int, inlineNanosecondsMax: Double, options: ServingOptions) {
        self.model = model
        self.modelCount = modelCount
        self.inlineNanosecondsMax = inlineNanosecondsMax
        self.options = options
        unsafe words = .allocate(capacity: max(1, modelCount))
        for index in 0..<modelCount { unsafe (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe words.deinitialize(count: modelCount)
        unsafe words.deallocate()
    }

    /// Whether a body is known to be worked out within `inlineNanosecondsMax`. One load.
    @inline(__always)
    func isLight(bodyByteCount: Int, _ model: ServedModel) -> Bool {
        bodyByteCount <= Int(truncatingIfNeeded: word(model) &>> 32)
    }

    /// What a body is expected to cost. No allocation.
    func nanoseconds(bodyByteCount: Int, _ model: ServedModel) -> Double {
        self.model.nanoseconds(bodyByteCount: bodyByteCount, rowCount: rowCount(bodyByteCount: bodyByteCount, model), model)
    }

    /// The same in whole nanoseconds, when it is more than a loop works out; nil when it is not.
    @inline(never)
    func heavyNanoseconds(bodyByteCount: Int, _ coding: ContentCoding, _ model: ServedModel) -> Int? {
        if coding == .identity {
            let nanoseconds = nanoseconds(bodyByteCount: bodyByteCount, model)
            return nanoseconds > inlineNanosecondsMax ? Int(min(nanoseconds, Self.nanosecondsMost)) : nil
        }
        // What comes out of a coded body is known when it is decoded: no loop finds that out.
        let decodedByteCount = min(bodyByteCount &* Self.decodedShare, options.bodyByteCountMax)
        return Int(min(max(nanoseconds(bodyByteCount: decodedByteCount, model), inlineNanosecondsMax), Self.nanosecondsMost))
    }

    /// Bytes that a byte of a coded body is taken for: more than numbers in text usually come to.
    private static let decodedShare = 8

    /// An hour: what is longer is not told apart.
    private static let nanosecondsMost = 3.6e12

    /// How many rows a body is expected to have.
    func rowCount(bodyByteCount: Int, _ model: ServedModel) -> Int {
        Self.rowCount(bodyByteCount, rowByteCount: rowByteCount(model), rowCountMax: options.rowCountMax)
    }

    /// A body that was answered had so many rows. No allocation.
    func learn(bodyByteCount: Int, rowCount: Int, _ model: ServedModel) {
        // Of one row, most of the body may be names and what stands around it.
        guard rowCount > 1 else { return }
        let known = rowByteCount(model)
        let found = Float(bodyByteCount) / Float(rowCount)
        let difference = found - known
        if abs(difference) > known * Self.toleratedShare { set(known + difference * Self.learnedShare, model) }
    }

    /// A row whose values are short is taken for more rows than it is, so that too much is handed over at first and not too little.
    private static let valueByteCountAtFirst: Float = 4
    /// What a row's bytes may differ from what is known of them, without that being changed.
    private static let toleratedShare: Float = 0.125
    /// The weight of what was found last.
    private static let learnedShare: Float = 0.25

    private func rowByteCount(_ model: ServedModel) -> Float {
        let known = Float(bitPattern: UInt32(truncatingIfNeeded: word(model)))
        if known > 0 { return known }
        let first = Float(model.featureCount) * Self.valueByteCountAtFirst + 2
        set(first, model)
        return first
    }

    private static func rowCount(_ bodyByteCount: Int, rowByteCount: Float, rowCountMax: Int) -> Int {
        min(max(1, Int(Float(bodyByteCount) / rowByteCount)), rowCountMax)
    }

    private func word(_ model: ServedModel) -> UInt64 { unsafe place(model).pointee.load(ordering: .relaxed) }

    private func place(_ model: ServedModel) -> UnsafeMutablePointer<Atomic<UInt64>> {
        precondition(model.index < modelCount, "a model of the host")
        return unsafe words + model.index
    }

    /// Notes the bytes of a row. Two threads that do so at a time each note something that was seen, whichever stays.
    @inline(never)
    private func set(_ rowByteCount: Float, _ model: ServedModel) {
        // The longest body that is light, by halving.
        var light = 0
        var heavy = options.bodyByteCountMax + 1
        while heavy - light > 1 {
            let middle = (light + heavy) / 2
            let rowCount = Self.rowCount(middle, rowByteCount: rowByteCount, rowCountMax: options.rowCountMax)
            let cost = self.model.nanoseconds(bodyByteCount: middle, rowCount: rowCount, model)
            if cost <= inlineNanosecondsMax { light = middle } else { heavy = middle }
        }
        let word = UInt64(light) << 32 | UInt64(rowByteCount.bitPattern)
        unsafe place(model).pointee.store(word, ordering: .relaxed)
    }
}
