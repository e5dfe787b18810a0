internal import ArgumentParser
internal import Scoring

/// Which part of the input this run scores, and how it goes on after it was stopped.
struct PartOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only these rows, counted from 1 over all inputs, both ends included: 1-1000, 5001-, 7.", valueName: "A-B"),
        transform: { try RowRange($0) })
    var rows: RowRange?

    @Option(
        help: ArgumentHelp(
            "Only part I of N (I from 0), cut by bytes over all inputs; rows are never split or doubled. A compressed input belongs whole "
                + "to the part in which it begins.", valueName: "I/N"),
        transform: { try ShardNumber($0) })
    var shard: ShardNumber?

    @Flag(
        help: ArgumentHelp(
            "Keep what is written when the run is stopped, and go on where an earlier one stopped: the same bytes in the end. "
                + "OUTPUT.partial and OUTPUT.progress stand beside the output until it is whole."))
    var resume = false

    @Option(
        help: ArgumentHelp(
            "With --resume: output between two checkpoints (default: 64MiB; there is also one every 5 s).", valueName: "size"),
        transform: { try ByteSize($0) })
    var checkpoint: ByteSize?

    func check() throws {
        if rows != nil && shard != nil { throw ValidationError("--rows and --shard: give one of them.") }
    }
}
