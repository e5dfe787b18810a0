/// A feature's bins, compiled for looking up many values.
struct BinEncoder {
    private let bins: FeatureBins
    /// Numeric: the edges padded with infinities to 256, so that the search has 8 steps without branches. Empty for categories.
    private let paddedEdges: [Float]
    /// Categorical: the bin of each code below the count.
    private let binOfCode: [UInt8]
    /// The bin of a code that `binOfCode` does not have.
    private let otherBin: UInt8

    init(_ bins: FeatureBins) {
        self.bins = bins
        switch bins.kind {
        case .numeric(let edges):
            paddedEdges = edges + [Float](repeating: .nan, count: 256 - edges.count)
            binOfCode = []
            otherBin = UInt8(bins.missingBin)
        case .categorical(let codes):
            paddedEdges = []
            otherBin = UInt8(codes.count)
            var table = [UInt8](repeating: otherBin, count: codes.max().map { Int($0) + 1 } ?? 0)
            for (bin, code) in codes.enumerated() { table[Int(code)] = UInt8(bin) }
            binOfCode = table
        }
    }

    /// Writes the bins of `count` values; says whether a numeric value is at or above the largest finite float.
    func encode(
        values: UnsafePointer<Float>, valueStride: Int, count: Int, into cells: UnsafeMutableRawPointer, cellStride: Int
    ) -> Bool {
        let missing = UInt8(bins.missingBin)
        guard case .numeric = bins.kind else {
            unsafe encodeCategories(values, valueStride, count, cells, cellStride, missing)
            return false
        }
        var reachesTop = false
        unsafe paddedEdges.withUnsafeBufferPointer { buffer in
            guard let edges = buffer.baseAddress else { return }
            for row in 0..<count {
                let value = unsafe values[row &* valueStride]
                // Comparisons with NaN, the padding's too, are false: the search counts the edges at or below the value.
                var bin = 0
                unsafe bin &+= edges[bin &+ 127] <= value ? 128 : 0
                unsafe bin &+= edges[bin &+ 63] <= value ? 64 : 0
                unsafe bin &+= edges[bin &+ 31] <= value ? 32 : 0
                unsafe bin &+= edges[bin &+ 15] <= value ? 16 : 0
                unsafe bin &+= edges[bin &+ 7] <= value ? 8 : 0
                unsafe bin &+= edges[bin &+ 3] <= value ? 4 : 0
                unsafe bin &+= edges[bin &+ 1] <= value ? 2 : 0
                unsafe bin &+= edges[bin] <= value ? 1 : 0
                reachesTop = reachesTop || value >= .greatestFiniteMagnitude
                let cell = value.isNaN ? missing : UInt8(truncatingIfNeeded: bin)
                unsafe cells.storeBytes(of: cell, toByteOffset: row &* cellStride, as: UInt8.self)
            }
        }
        return reachesTop
    }

    private func encodeCategories(
        _ values: UnsafePointer<Float>, _ valueStride: Int, _ count: Int, _ cells: UnsafeMutableRawPointer, _ cellStride: Int,
        _ missing: UInt8
    ) {
        for row in 0..<count {
            let value = unsafe values[row * valueStride]
            var cell = otherBin
            if value.isNaN {
                cell = missing
            } else if value > -1, value < Float(binOfCode.count) {
                cell = binOfCode[Int(value)]
            }
            unsafe cells.storeBytes(of: cell, toByteOffset: row * cellStride, as: UInt8.self)
        }
    }
}
