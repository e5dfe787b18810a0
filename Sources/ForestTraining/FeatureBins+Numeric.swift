extension FeatureBins {
    /// Bins for an ordered feature, cut so that the sample falls into them evenly: one bin per distinct value when these number at
    /// most `maxBins`, else bins of about equal counts in which a value more frequent than a bin's share has a bin of its own. NaN is
    /// left out. O(n).
    ///
    /// Between neighbours a < b of two bins the edge is the float nearest the middle that is above a and at most b, so that `x < edge`
    /// tells them apart; beside an infinity it is the largest finite float, where that lies between.
    public static func numeric(sample: [Float], maxBins: Int) -> FeatureBins {
        precondition(valueBinsRange.contains(maxBins), "a bin number is one byte")
        let distinct = DistinctValues(sample)
        let lastOfBins = distinct.values.count <= maxBins ? Array(distinct.values.indices) : evenCuts(distinct, maxBins: maxBins)
        var edges: [Float] = []
        for last in lastOfBins where last + 1 < distinct.values.count {
            if let edge = edge(above: distinct.values[last], upTo: distinct.values[last + 1]) { edges.append(edge) }
        }
        return FeatureBins(edges: edges)
    }

    /// Index of the last distinct value of each bin. Values at least as frequent as a bin's share stand alone, the others fill bins up
    /// to the share of what is left (after LightGBM's GreedyFindBin).
    private static func evenCuts(_ distinct: DistinctValues, maxBins: Int) -> [Int] {
        let total = distinct.counts.reduce(0, +)
        let share = Double(total) / Double(maxBins)
        let isBig = distinct.counts.map { Double($0) >= share }
        var binsLeft = maxBins - isBig.count { $0 }
        var rowsLeft = zip(distinct.counts, isBig).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
        var fill = Double(rowsLeft) / Double(max(binsLeft, 1))
        var lasts: [Int] = []
        var rowsInBin = 0
        for index in distinct.values.indices.dropLast() where lasts.count < maxBins - 1 {
            rowsInBin += distinct.counts[index]
            if !isBig[index] { rowsLeft -= distinct.counts[index] }
            let closes = isBig[index] || isBig[index + 1] || Double(rowsInBin) >= fill
            guard closes else { continue }
            lasts.append(index)
            rowsInBin = 0
            if !isBig[index] {
                binsLeft -= 1
                fill = Double(rowsLeft) / Double(max(binsLeft, 1))
            }
        }
        return lasts
    }

    /// The edge between two neighbouring values, or nil when no finite float separates them.
    static func edge(above low: Float, upTo high: Float) -> Float? {
        let middle = Float((Double(low) + Double(high)) / 2)
        if middle.isFinite { return middle > low ? middle : high }
        if high.isFinite { return high }
        let largest = Float.greatestFiniteMagnitude
        if low == -.infinity { return 0 }
        return low < largest ? largest : nil
    }
}
