import ArgumentParser

/// The inner clocks of the benchmarks: parts of Espalier timed inside one process, one JSON object on standard output each.
///
/// The scripts beside it (`Benchmarks/*/run`) put the peers next to it; the tests run it once with tiny input, so that it cannot rot.
@main
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark", abstract: "Time one part of Espalier in this process.",
        subcommands: [
            CSVBenchmark.self, TrainBenchmark.self, EngineBenchmark.self, ForestBenchmark.self,
            JSONBenchmark.self,
        ])
}
