import ArgumentParser
import Base
import Forest
import Glibc
import SystemPackage

/// Nanoseconds per row of each kernel on a forest of a bundle: margins of float32 rows, thread CPU time, median of the repetitions; and
/// whether its margins have the bits of the portable walk.
struct ForestBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forest", abstract: "Score a bundle's forest.bin with every kernel that it and this CPU have.")

    @Argument(help: "The forest.bin of a bundle.")
    var forest: String
    @Argument(help: "Rows: a float32 .npy file in C order, a column per feature.")
    var rows: String
    @Option(help: "Designs, comma-separated: auto, slice, rows, nodes, coded, walk.")
    var designs = "auto,slice,rows,coded,walk"
    @Option(help: "Instruction sets, comma-separated; default: all of this CPU.")
    var instructionSets = InstructionSet.allCases.filter(\.isSupported).map(\.rawValue).joined(separator: ",")
    @Option(help: "Rows of a call, comma-separated.")
    var batches = "1,8,64,1024,100000"
    @Option(help: "Repetitions.")
    var repetitions = 5
    @Flag(help: "Count leaf visits too, on the default share of the rows.")
    var leafVisits = false
    @Option(help: "Rows of a repetition at most; batches above it are cut to it.")
    var rowsMax = 20_000

    func run() throws {
        let file = try MappedFile(path: FilePath(forest), byteCountMax: 1 << 34)
        let forest = unsafe try FlatForest(bytes: file.bytes, owner: file)
        let table = try NumpyTable(path: rows)
        guard table.columnCount == forest.featureCount else {
            throw ValidationError("the rows have \(table.columnCount) columns, the forest \(forest.featureCount) features")
        }
        let rowCount = min(table.rowCount, rowsMax)
        let expected = margins(Scorer(forest, kernels: KernelChoice(design: .walk)), table, rowCount)
        for design in designs.split(separator: ",") {
            for instructionSet in instructionSets.split(separator: ",") {
                let kernels = try KernelChoice(instructionSet: String(instructionSet), design: String(design))
                let start = MonotonicClock.nanoseconds
                let scorer = Scorer(forest, kernels: kernels)
                let milliseconds = Double(MonotonicClock.nanoseconds - start) / 1e6
                let bitsEqual = margins(scorer, table, rowCount).map(\.bitPattern) == expected.map(\.bitPattern)
                let figures = batches.split(separator: ",").compactMap { Int($0) }.map { batch in
                    let batch = min(batch, rowCount)
                    let nanoseconds = nanosecondsPerRow(scorer, table, batch, rowCount)
                    return "\"\(batch)\": \((nanoseconds * 10).rounded() / 10)"
                }
                print(
                    """
                    {"design": "\(design)", "isa": "\(instructionSet)", "build_ms": \((milliseconds * 10).rounded() / 10), \
                    "plan_bytes": \(scorer.planByteCount), "bits_equal": \(bitsEqual), "ns_per_row": {\(figures.joined(separator: ", "))}}
                    """)
            }
        }
    }

    private func margins(_ scorer: Scorer, _ table: NumpyTable, _ rowCount: Int) -> [Double] {
        var margins = [Double](repeating: .nan, count: rowCount * scorer.forest.outputCount)
        unsafe margins.withUnsafeMutableBufferPointer { margins in
            guard let into = margins.baseAddress else { return }
            unsafe scorer.margins(rows: table.start, rowCount: rowCount, rowStride: table.columnCount, into: into)
        }
        return margins
    }

    // Other rows in every call.
    private func nanosecondsPerRow(_ scorer: Scorer, _ table: NumpyTable, _ batch: Int, _ rowCount: Int) -> Double {
        let into = UnsafeMutablePointer<Double>.allocate(capacity: batch * scorer.forest.outputCount)
        defer { unsafe into.deallocate() }
        let calls = min(rowCount / batch, 4000)
        let visits = LeafVisitSample(scorer)
        var times: [Double] = []
        for _ in 0..<repetitions {
            let before = Self.threadNanoseconds
            for call in 0..<calls {
                let rows = unsafe table.start + call * batch * table.columnCount
                unsafe scorer.margins(rows: rows, rowCount: batch, rowStride: table.columnCount, into: into)
                if leafVisits { unsafe visits.note(rows: rows, rowCount: batch, rowStride: table.columnCount) }
            }
            times.append(Double(Self.threadNanoseconds - before) / Double(calls * batch))
        }
        return times.sorted()[times.count / 2]
    }

    private static var threadNanoseconds: Int {
        var now = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return now.tv_sec * 1_000_000_000 + now.tv_nsec
    }
}
