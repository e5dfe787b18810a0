import ArgumentParser
import Base

/// Reading a CSV file of numbers into float32 rows: every byte scanned, every field parsed.
struct CSVBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "csv", abstract: "Read a CSV file of numbers as float32 rows.")

    @Argument(help: "The file, plain or gzip.")
    var file: String

    func run() throws {
        let start = MonotonicClock.nanoseconds
        let table = try NumericTable(path: file)
        let seconds = Double(MonotonicClock.nanoseconds - start) / 1e9
        // The sum keeps the work from being removed and lets a reader compare it with another program's.
        var sum = 0.0
        for value in table.values where !value.isNaN { sum += Double(value) }
        print("{\"seconds\": \(seconds), \"rows\": \(table.rowCount), \"columns\": \(table.columnNames.count), \"sum\": \(sum)}")
    }
}
