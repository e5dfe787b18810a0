internal import Base
public import Forest

/// Rows made from a model itself, on which a wrong copy of it would show: for every split and every value that has ever been read
/// differently by two programs, a row that reaches the split and holds the value there.
///
/// Of each row the features that lead to the split get values that do; the others take values of the model's own thresholds and codes in
/// turn, so that one row meets many splits. A split that met its value in an earlier row gets no row of its own. Rows are numbers of
/// the model's input width, NaN for missing. One seed gives the same rows on every machine. Single-threaded; memory is proportional to the
/// forest.
public struct ProbeRows {
    public struct Row: Sendable, Equatable {
        /// What it was made for.
        public var kind: ProbeKind
        /// One for each feature.
        public var values: [Double]
        public init(kind: ProbeKind, values: [Double]) {
            self.kind = kind
            self.values = values
        }
    }

    /// Rows of random numbers for a model without splits.
    private static let randomRowCount = 256

    private static let fractionCodeMax = 1 << 21

    private let forest: ProbeForest
    private let hasSplits: Bool
    private let meetsInfinities: Bool
    private var random: SeededRandom
    private var coverage: ProbeCoverage
    private var pools: [ProbePool]
    private var order: [Int]
    /// The targets in the order of importance, each with the splits in `order`.
    private let targets: [ProbeTarget]
    private var targetIndex = 0
    private var splitIndex = 0
    private var isReachable: [Bool]
    private var planned: [Row] = []

    /// Pairs of a split and a value that no row can bring together, since the way to the split excludes the value.
    public private(set) var unreachablePairCount = 0
    public private(set) var rowCount = 0

    /// `meetsInfinities` false gives each feature one infinity of either sign, but not each split: for libraries that refuse them.
    public init(_ forest: FlatForest, seed: UInt64, meetsInfinities: Bool) {
        self.forest = ProbeForest(forest)
        hasSplits = !self.forest.splits.isEmpty
        self.meetsInfinities = meetsInfinities
        random = SeededRandom(seed: seed)
        coverage = ProbeCoverage(self.forest)
        pools = ProbePool.pools(self.forest, &random)
        order = Array(self.forest.splits.indices)
        order.shuffle(using: &random)
        isReachable = [Bool](repeating: true, count: order.count)
        targets = ProbeTarget.allCases.filter { meetsInfinities || $0.kind != .infinity }
        planned = featureRows()
    }

    /// Pairs of a split and a value that no row has met so far, the unreachable ones left out.
    public var openPairCount: Int {
        let bits = targets.reduce(0) { $0 | $1.bit }
        return forest.splits.indices.reduce(0) { $0 + (coverage.open($1) & bits).nonzeroBitCount }
    }

    /// The part of the pairs that have been dealt with, 0 ... 1.
    public var share: Double {
        targets.isEmpty ? 1 : (Double(targetIndex) + Double(splitIndex) / Double(max(1, order.count))) / Double(targets.count)
    }

    /// The next row; nil when everything that can be met has been.
    public mutating func next() -> Row? {
        if let row = planned.popLast() { return finished(row) }
        while targetIndex < targets.count {
            let target = targets[targetIndex]
            while splitIndex < order.count {
                let split = order[splitIndex]
                splitIndex += 1
                if let row = row(for: target, split: split) { return finished(row) }
            }
            splitIndex = 0
            targetIndex += 1
        }
        return nil
    }

    private mutating func finished(_ row: Row) -> Row {
        coverage.mark(row.values)
        rowCount += 1
        return row
    }

    /// A row that brings the target to the split; nil when it was met, means nothing there, or cannot be.
    private mutating func row(for target: ProbeTarget, split index: Int) -> Row? {
        let split = forest.splits[index]
        guard coverage.open(index) & target.bit != 0 else { return nil }
        guard isReachable[index], let value = value(of: target, split) else { return giveUp(target, index) }
        let path = ProbePath(to: index, in: forest)
        guard path.allows(value, feature: split.feature) else { return giveUp(target, index) }
        var values = pools.indices.map { pools[$0].next(&random) }
        values[split.feature] = value
        for feature in path.features where feature != split.feature {
            let wanted = [values[feature], pools[feature].next(&random), pools[feature].next(&random)]
            guard let value = path.value(feature: feature, &random, wanted: wanted) else {
                isReachable[index] = false
                return giveUp(target, index)
            }
            values[feature] = value
        }
        return Row(kind: target.kind, values: values)
    }

    private mutating func giveUp(_ target: ProbeTarget, _ split: Int) -> Row? {
        coverage.give(target, split: split)
        unreachablePairCount += 1
        return nil
    }

    /// The number that the target is at a split; nil when there is none.
    private mutating func value(of target: ProbeTarget, _ split: ProbeForest.Split) -> Double? {
        let value: Double
        switch target {
        // Between two numbers of the input width there is nothing to put in.
        case .threshold:
            guard forest.rounded(split.threshold) == split.threshold else { return nil }
            value = split.threshold
        case .below: value = forest.next(below: split.threshold)
        case .above: value = forest.next(above: split.threshold)
        case .belowFloat32: value = ProbeForest.float32(below: split.threshold)
        case .aboveFloat32: value = ProbeForest.float32(above: split.threshold)
        case .listed, .codeWithFraction:
            // Beyond it a float32 has no room for the fraction.
            let codes = forest.codes(split).filter { target == .listed || $0 < Self.fractionCodeMax }
            guard !codes.isEmpty else { return nil }
            value = Double(codes[random.next(below: codes.count)]) + (target == .listed ? 0 : 0.75)
        case .unlisted:
            guard let code = unlistedCode(split) else { return nil }
            value = Double(code)
        default: return target.value(forest.arithmetic.inputWidth)
        }
        // The neighbours of an infinite threshold, or of the largest number, are none.
        return value.isFinite ? value : nil
    }

    /// A gap in the list, the first code behind it, or nil when every code is listed.
    private mutating func unlistedCode(_ split: ProbeForest.Split) -> Int? {
        let end = 32 * forest.sets[split.categorySet].count
        let tried = (0..<8).map { _ in random.next(below: end + 1) }
        let code = tried.first { !forest.isListed($0, split) } ?? (0...end).first { !forest.isListed($0, split) }
        return code.flatMap { $0 < EnsembleLimits.categoryCodeMax ? $0 : nil }
    }

    /// Rows about features rather than splits: infinities where not every split meets them, and everything of a model without splits.
    private mutating func featureRows() -> [Row] {
        var rows: [Row] = []
        let width = forest.arithmetic.inputWidth
        for feature in 0..<forest.featureCount {
            let special: [ProbeTarget] =
                hasSplits
                ? []
                : [.missing, .zero, .negativeZero, .leastDenormal, .negativeLeastDenormal, .leastNormal, .negativeLeastNormal]
            for target in special + (meetsInfinities ? [] : [.infinity, .negativeInfinity]) {
                var values = pools.indices.map { pools[$0].next(&random) }
                values[feature] = target.value(width) ?? 0
                rows.append(Row(kind: target.kind, values: values))
            }
        }
        guard !hasSplits else { return rows.reversed() }
        for _ in 0..<Self.randomRowCount {
            rows.append(Row(kind: .random, values: pools.indices.map { pools[$0].next(&random) }))
        }
        return rows.reversed()
    }
}
