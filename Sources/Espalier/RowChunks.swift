internal import CEspalier
internal import Forest
internal import Glibc

/// The rows of one call in chunks that scratch memory holds, on one thread or on all of the model's.
enum RowChunks {
    /// Scratch memory that is on the stack; calls that need no more allocate nothing.
    private static let stackByteCount = 1024
    /// Scratch memory of a thread: little beside the tables of the kernels, which want the second-level cache, and below what malloc maps.
    private static let scratchByteCount = 64 << 10
    /// Where rows are so wide that this holds fewer of them than the batch kernels want at once, as many as they want, up to a limit.
    private static let wantedRowCount = 512
    private static let wideScratchByteCount = 8 << 20

    /// Calls `body` with ranges that cover all rows, and with scratch memory for each; from several threads at a time.
    @inline(__always)
    static func run(
        _ model: OpenModel, rowCount: Int, scratchByteCountPerRow: Int, _ body: (Range<Int>, UnsafeMutableRawPointer) -> Void
    ) throws(CallError) {
        let byteCount = scratchByteCountPerRow * rowCount
        if rowCount < RowWorkers.rowCountMin || model.workers == nil, byteCount <= stackByteCount {
            unsafe withUnsafeTemporaryAllocation(byteCount: stackByteCount, alignment: 16) { scratch in
                if let scratch = scratch.baseAddress { unsafe body(0..<rowCount, scratch) }
            }
        } else {
            try unsafe runMany(model, rowCount: rowCount, scratchByteCountPerRow: scratchByteCountPerRow, body)
        }
    }

    @inline(never)
    private static func runMany(
        _ model: OpenModel, rowCount: Int, scratchByteCountPerRow: Int, _ body: (Range<Int>, UnsafeMutableRawPointer) -> Void
    ) throws(CallError) {
        let chunkRowCount = min(rowCount, chunkRowCount(scratchByteCountPerRow))
        // A multiple of a page, so that no two threads write to the same cache line.
        let byteCountPerThread = (chunkRowCount * scratchByteCountPerRow + 4095) & ~4095
        let workers = rowCount < RowWorkers.rowCountMin ? nil : model.workers
        let byteCount = max(byteCountPerThread, 1) * (workers?.threadCount ?? 1)
        guard let scratch = unsafe malloc(byteCount) else {
            throw CallError(code: ESPALIER_OUT_OF_MEMORY, reason: "no memory for \(byteCount) bytes of scratch space")
        }
        defer { unsafe free(scratch) }
        func runRange(_ range: Range<Int>, thread: Int) {
            var first = range.lowerBound
            while first < range.upperBound {
                let end = min(first + chunkRowCount, range.upperBound)
                unsafe body(first..<end, scratch + thread * byteCountPerThread)
                first = end
            }
        }
        if let workers { workers.share(rowCount: rowCount, runRange) } else { runRange(0..<rowCount, thread: 0) }
    }

    private static func chunkRowCount(_ byteCountPerRow: Int) -> Int {
        if byteCountPerRow == 0 { return Int.max }
        let count = max(scratchByteCount / byteCountPerRow, min(wantedRowCount, wideScratchByteCount / byteCountPerRow), 1)
        return count > wantedRowCount ? count - count % wantedRowCount : count
    }
}
