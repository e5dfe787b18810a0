internal import CEspalier
internal import Forest

/// One call for margins or predictions, its arguments checked.
@safe struct PredictionCall {
    private let source: RowSource
    private let isPrediction: Bool
    private let isWide: Bool
    private let outputs: UnsafeMutableRawPointer
    private let rowCount: Int

    @inline(__always)
    init(
        source: RowSource, rowCount: Int, output: Int32, outputType: Int32, outputs: UnsafeMutableRawPointer?
    ) throws(CallError) {
        self.source = source
        self.rowCount = rowCount
        isPrediction = try CallArguments.isPrediction(output)
        isWide = try CallArguments.isWide(outputType, "output_type")
        unsafe self.outputs = try CallArguments.checked(
            outputs, "outputs", byteAlignment: isWide ? 8 : 4, isUsed: rowCount > 0)
    }

    @inline(__always)
    func run(_ model: OpenModel) throws(CallError) {
        let outputCount = model.outputCount
        // Outputs of float32 are computed in float64 first. Rows come after them in the scratch memory.
        let marginByteCount = isWide ? 0 : 8 * outputCount
        try unsafe RowChunks.run(
            model, rowCount: rowCount, scratchByteCountPerRow: marginByteCount + source.scratchByteCountPerRow
        ) { range, scratch in
            let rows = unsafe source.start(of: range, scratch: scratch + range.count &* marginByteCount)
            if isWide {
                let target = unsafe outputs.assumingMemoryBound(to: Double.self) + range.lowerBound &* outputCount
                unsafe score(model, rows, rowCount: range.count, into: target)
            } else {
                let values = unsafe scratch.assumingMemoryBound(to: Double.self)
                unsafe score(model, rows, rowCount: range.count, into: values)
                let target = unsafe outputs.assumingMemoryBound(to: Float.self) + range.lowerBound &* outputCount
                for index in 0..<range.count &* outputCount { unsafe target[index] = Float(values[index]) }
            }
        }
    }

    @inline(__always)
    private func score(
        _ model: OpenModel, _ rows: UnsafeRawPointer, rowCount: Int, into values: UnsafeMutablePointer<Double>
    ) {
        let scorer = model.scorer
        if source.isWide {
            unsafe scorer.margins(
                rows: rows.assumingMemoryBound(to: Double.self), rowCount: rowCount, rowStride: source.stride, into: values)
        } else {
            unsafe scorer.margins(
                rows: rows.assumingMemoryBound(to: Float.self), rowCount: rowCount, rowStride: source.stride, into: values)
        }
        if isPrediction { unsafe scorer.predictions(margins: values, rowCount: rowCount, into: values) }
    }
}
