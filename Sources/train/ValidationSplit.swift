import Base

/// Which rows are trained on and which are held out: a choice by seed and row number alone, so that it is the same on every machine.
struct ValidationSplit {
    /// Row numbers, ascending.
    var training: [UInt32]
    var validation: [UInt32]

    /// Holds out `share` of the rows of each stratum (`strata[row]`, a class index; all the same for regression), rounded, but leaves at least
    /// one row of each stratum for training.
    init(strata: [UInt32], stratumCount: Int, share: Double, seed: UInt64) {
        guard share > 0 else {
            training = strata.indices.map { UInt32($0) }
            validation = []
            return
        }
        var rowsOfStratum = [[(key: UInt64, row: UInt32)]](repeating: [], count: stratumCount)
        let salt = SplitMix64.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
        for (row, stratum) in strata.enumerated() {
            rowsOfStratum[Int(stratum)].append((SplitMix64.mix(salt ^ UInt64(row)), UInt32(row)))
        }
        var isHeldOut = [Bool](repeating: false, count: strata.count)
        for var rows in rowsOfStratum where !rows.isEmpty {
            rows.sort { ($0.key, $0.row) < ($1.key, $1.row) }
            let count = min(Int((Double(rows.count) * share).rounded()), rows.count - 1)
            for (_, row) in rows.prefix(count) { isHeldOut[Int(row)] = true }
        }
        training = []
        validation = []
        for row in strata.indices {
            if isHeldOut[row] { validation.append(UInt32(row)) } else { training.append(UInt32(row)) }
        }
    }
}
