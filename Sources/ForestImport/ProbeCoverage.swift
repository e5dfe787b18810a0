internal import Forest

/// Which splits met which values: every row walks all trees, and at each split that it reaches leaves a mark.
///
/// Single-threaded, 4 bytes a split.
struct ProbeCoverage {
    let forest: ProbeForest
    private var marks: [UInt32]
    /// Of the row at hand, one for each feature: the targets whose number it is, whatever the split.
    private var fixedMarks: [UInt32]
    private var row: [Double]
    private let fixedTargets: [(bits: UInt64, mark: UInt32)]
    private let isWide: Bool
    private let numeric: UInt32

    init(_ forest: ProbeForest) {
        self.forest = forest
        marks = [UInt32](repeating: 0, count: forest.splits.count)
        fixedMarks = [UInt32](repeating: 0, count: forest.featureCount)
        row = [Double](repeating: .nan, count: forest.featureCount)
        let width = forest.arithmetic.inputWidth
        isWide = width == .float64
        numeric = ProbeTarget.numeric(width)
        fixedTargets = ProbeTarget.allCases.compactMap { target in
            guard target != .missing, let value = target.value(width) else { return nil }
            return (value.bitPattern, target.bit)
        }
    }

    /// Takes a target of a split for met, because nothing can meet it.
    mutating func give(_ target: ProbeTarget, split: Int) { marks[split] |= target.bit }

    /// Walks a row of `featureCount` values, each a number of the input width.
    mutating func mark(_ values: [Double]) {
        for feature in values.indices where values[feature].bitPattern != row[feature].bitPattern || fixedMarks[feature] == 0 {
            fixedMarks[feature] = fixedMark(values[feature])
        }
        row = values
        for root in forest.roots {
            var index = root
            while index >= 0 {
                let split = forest.splits[index]
                let value = values[split.feature]
                marks[index] |= mark(value, split) | fixedMarks[split.feature]
                index = forest.goesLeft(value, split) ? split.left : split.right
            }
        }
    }

    private func fixedMark(_ value: Double) -> UInt32 {
        if value.isNaN { return ProbeTarget.missing.bit }
        var mark: UInt32 = 0
        for target in fixedTargets where target.bits == value.bitPattern { mark |= target.mark }
        return mark
    }

    private func mark(_ value: Double, _ split: ProbeForest.Split) -> UInt32 {
        if split.isCategorical { return categoryMark(value, split) }
        if value == split.threshold { return ProbeTarget.threshold.bit }
        var mark: UInt32 = 0
        if value == forest.next(below: split.threshold) { mark |= ProbeTarget.below.bit }
        if value == forest.next(above: split.threshold) { mark |= ProbeTarget.above.bit }
        if isWide {
            if value == ProbeForest.float32(below: split.threshold) { mark |= ProbeTarget.belowFloat32.bit }
            if value == ProbeForest.float32(above: split.threshold) { mark |= ProbeTarget.aboveFloat32.bit }
        }
        return mark
    }

    private func categoryMark(_ value: Double, _ split: ProbeForest.Split) -> UInt32 {
        guard value >= 0, let code = forest.code(of: value) else { return 0 }
        if value != value.rounded(.towardZero) { return forest.isListed(code, split) ? ProbeTarget.codeWithFraction.bit : 0 }
        return forest.isListed(code, split) ? ProbeTarget.listed.bit : ProbeTarget.unlisted.bit
    }

    /// The targets of a split, as bits.
    func targets(_ split: Int) -> UInt32 { forest.splits[split].isCategorical ? ProbeTarget.categorical : numeric }

    /// The targets that a split has not met, as bits.
    func open(_ split: Int) -> UInt32 { targets(split) & ~marks[split] }

    /// How many pairs of a split and a target there are, and how many met, by kind.
    func counts() -> [(kind: ProbeKind, metCount: Int, count: Int)] {
        var met: [ProbeKind: Int] = [:]
        var all: [ProbeKind: Int] = [:]
        for split in marks.indices {
            let (targets, open) = (targets(split), open(split))
            for target in ProbeTarget.allCases where targets & target.bit != 0 {
                all[target.kind, default: 0] += 1
                if open & target.bit == 0 { met[target.kind, default: 0] += 1 }
            }
        }
        return ProbeKind.allCases.compactMap { kind in all[kind].map { (kind, met[kind, default: 0], $0) } }
    }
}
