import ArgumentParser
import Base
import Forest
import Glibc

/// Nanoseconds per row of the scoring engine, by shape of the forest and size of the batch: margins of float32 rows, thread CPU time,
/// minimum of the repetitions.
struct EngineBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Score grown forests of several shapes, row by row and in batches.")

    @Option(help: "Only the shapes whose names begin with this.")
    var shape = ""
    @Option(help: "Repetitions, of which the fastest counts.")
    var repetitions = 7
    @Option(help: "Rows to score.")
    var rows = 20_000
    @Flag(help: "Only the shape whose name is this.")
    var exactly = false
    @Option(help: "The design: auto, slice, rows, nodes, coded, walk.")
    var design = "auto"
    @Option(help: "The instruction set; auto is the best of this CPU.")
    var instructionSet = "auto"
    @Option(help: "Rows of a call, comma-separated.")
    var batches = "1,64,10000"
    @Option(help: "Trees at most, for a quick run.")
    var trees = Int.max

    private static let lightGBM = Arithmetic(
        inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual)
    private static let shapes: [(name: String, forest: GrownForest)] = [
        ("100 trees, depth 6", GrownForest(treeCount: 100, leafCountMax: 64, depthMax: 6)),
        (
            "100 trees, depth 6, a third categorical",
            GrownForest(treeCount: 100, leafCountMax: 64, depthMax: 6, categoricalShare: 0.33)
        ),
        ("500 trees, depth 8", GrownForest(treeCount: 500, leafCountMax: 211, depthMax: 8)),
        ("500 trees, 31 leaves", GrownForest(treeCount: 500, leafCountMax: 31, depthMax: 19, imbalance: 0.95)),
        (
            "500 trees, 31 leaves, float64",
            GrownForest(treeCount: 500, leafCountMax: 31, depthMax: 19, arithmetic: lightGBM, imbalance: 0.95)
        ),
        ("500 trees, 255 leaves", GrownForest(treeCount: 500, leafCountMax: 255, depthMax: 38, imbalance: 0.95)),
        ("200 trees, 12,000 leaves", GrownForest(treeCount: 200, leafCountMax: 12_000, depthMax: 20, imbalance: 0.8)),
    ]

    func run() throws {
        let kernels = try KernelChoice(instructionSet: instructionSet, design: design)
        for (name, grown) in Self.shapes where exactly ? name == shape : name.starts(with: shape) {
            var grown = grown
            grown.treeCount = min(grown.treeCount, trees)
            let scorer = Scorer(FlatForest(try grown.ensemble(seed: 1)), kernels: kernels)
            let table = Self.table(grown, rowCount: rows)
            let figures = batches.split(separator: ",").compactMap { Int($0) }.filter { $0 <= rows }.map { batch in
                #""batch_\#(batch)": \#(Int(nanosecondsPerRow(scorer, table, batch: batch)))"#
            }
            print(#"{"shape": "\#(name)", "nanoseconds_per_row": {\#(figures.joined(separator: ", "))}}"#)
        }
    }

    // Six features have missing values; every third takes whole numbers when there are categorical splits.
    private static func table(_ grown: GrownForest, rowCount: Int) -> [Float] {
        var random = SeededRandom(seed: 2)
        return (0..<rowCount * grown.featureCount).map { index in
            let feature = index % grown.featureCount
            if feature < 6, random.next(below: 10) == 0 { return .nan }
            let isCategorical = grown.categoricalShare > 0 && feature % 3 == 2
            return isCategorical ? Float(random.next(below: 50)) : Float(random.nextUnit() * 2 - 1)
        }
    }

    // Other rows in every call.
    private func nanosecondsPerRow(_ scorer: Scorer, _ table: [Float], batch: Int) -> Double {
        let featureCount = scorer.forest.featureCount
        let margins = UnsafeMutableBufferPointer<Double>.allocate(capacity: batch)
        defer { unsafe margins.deallocate() }
        let calls = rows / batch
        var least = Double.infinity
        unsafe table.withUnsafeBufferPointer { table in
            guard let start = table.baseAddress, let into = margins.baseAddress else { return }
            for _ in 0..<repetitions {
                let before = Self.threadNanoseconds
                for call in 0..<calls {
                    unsafe scorer.margins(
                        rows: start + call * batch * featureCount, rowCount: batch, rowStride: featureCount, into: into)
                }
                least = min(least, Double(Self.threadNanoseconds - before) / Double(calls * batch))
            }
        }
        return least
    }

    private static var threadNanoseconds: Int {
        var now = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return now.tv_sec * 1_000_000_000 + now.tv_nsec
    }
}
