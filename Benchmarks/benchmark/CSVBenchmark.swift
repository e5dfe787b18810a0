import ArgumentParser
import Base
import Glibc
import Records
import SystemPackage
import Tabular

/// Reading a file into rows of float32, as `score` does it but for the model: every byte scanned, every field parsed, every category looked up.
struct CSVBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csv", abstract: "Read a CSV file (or the same table in another format) as float32 rows.",
        discussion: "Seconds are those of one thread: of the clock, and of the CPU, which other programs do not lengthen as much."
    )

    enum Columns: String, ExpressibleByArgument, CaseIterable {
        case numeric, all
    }

    @Argument(help: "The CSV file, plain or compressed; its columns make the contract.")
    var file: String

    @Option(help: "Which columns are parsed: numeric, or all, categories looked up.")
    var columns = Columns.all

    @Option(help: "The file to read instead, of the same columns: .ndjson, .npy, .csv.zst.")
    var input: String?

    @Option(help: "How often the file is read; the fastest counts.")
    var reps = 1

    func run() throws {
        let encoder = RowEncoder(try contract())
        let path = input ?? file
        guard let format = InputFormat.guess(path: path) else { throw ValidationError("\(path): its name says no format") }
        var best: Reading?
        for _ in 0..<max(1, reps) {
            let reading = try read(path, format, encoder)
            if best.map({ reading.cpuSeconds < $0.cpuSeconds }) ?? true { best = reading }
        }
        guard let best else { return }
        print(
            "{\"seconds\": \(best.seconds), \"cpu_seconds\": \(best.cpuSeconds), \"rows\": \(best.rowCount), "
                + "\"columns\": \(encoder.featureCount), \"bytes\": \(best.byteCount), \"megabytes_per_cpu_second\": "
                + "\((Double(best.byteCount) / best.cpuSeconds / 1e6).rounded())}")
    }

    /// What the table says of itself, in a pass that is not measured.
    private func contract() throws -> FeatureContract {
        var reader = try CSVReader(path: FilePath(file))
        let profiler = try TableProfiler(header: reader.header, path: file, options: ProfileOptions())
        while try reader.readBlock() { try profiler.add(reader.block) }
        var contract = try profiler.finish().contract(policy: .observe, nativeCategoryCountMax: 254)
        if columns == .numeric { contract.features.removeAll { $0.kind != .numeric } }
        return contract
    }

    private struct Reading {
        var seconds: Double
        var cpuSeconds: Double
        var rowCount: Int
        var byteCount: Int
    }

    private static let rowsPerChunk = 1024

    /// Of this thread.
    private static var cpuSeconds: Double {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func read(_ path: String, _ format: InputFormat, _ encoder: RowEncoder) throws -> Reading {
        let start = MonotonicClock.nanoseconds
        let startCPU = Self.cpuSeconds
        var reader = try RecordReader(path: FilePath(path), format: format)
        let names = reader.columnNames ?? encoder.contract.features.map(\.name)
        let worker = RecordEncoder(
            encoder,
            columns: reader.columnCount == nil ? .members(MemberRules()) : .fields(ColumnMap(header: names, encoder: encoder)))
        let block = RecordBlock()
        var counts = ContractCounts(featureCount: encoder.featureCount)
        var refusals = RefusalList(countMax: 1)
        let stride = max(1, encoder.featureCount)
        var codes = [Float](repeating: 0, count: Self.rowsPerChunk * stride)
        var accepted = [Bool](repeating: false, count: Self.rowsPerChunk)
        while try reader.readBlock(into: block) {
            for first in Swift.stride(from: 0, to: block.rowCount, by: Self.rowsPerChunk) {
                let rows = first..<min(first + Self.rowsPerChunk, block.rowCount)
                unsafe codes.withUnsafeMutableBytes { codes in
                    unsafe accepted.withUnsafeMutableBufferPointer { accepted in
                        unsafe worker.encode(
                            block, rows: rows, into: codes, stride: stride, accepted: accepted, counts: &counts,
                            refusals: &refusals)
                    }
                }
            }
        }
        let cpuSeconds = Self.cpuSeconds - startCPU
        return Reading(
            seconds: Double(MonotonicClock.nanoseconds - start) / 1e9, cpuSeconds: cpuSeconds, rowCount: counts.rowCount,
            byteCount: reader.storedByteCount ?? 0)
    }
}
