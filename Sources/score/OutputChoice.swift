internal import Base
internal import Glibc
internal import Scoring

/// Where the output goes and in which form, from the command line and the inputs' names.
struct OutputChoice {
    let format: OutputFormat
    let compression: OutputCompression
    private let command: ScoreCommand

    init(_ command: ScoreCommand, _ files: [InputFile]) throws(ScoreFailure) {
        self.command = command
        let path = command.output.output ?? "-"
        if command.output.outputFolder != nil {
            format = command.output.outputFormat ?? .csv
            compression =
                command.output.outputCompression ?? (format == .npy ? .none : OutputCompression(fileName: files[0].path))
        } else {
            format = command.output.outputFormat ?? OutputFormat(fileName: path) ?? .csv
            compression = command.output.outputCompression ?? OutputCompression(fileName: path)
        }
        if format == .npy, compression != .none {
            throw ScoreFailure(
                .usage, "a .npy file begins with its number of rows, known at the end: it cannot be compressed on the way")
        }
        if format == .npy, command.output.outputFolder == nil, try OutputPlace(path).filePath == nil {
            throw ScoreFailure(
                .usage,
                "a .npy file begins with its number of rows, known at the end: it cannot be a stream; give --output a file")
        }
    }

    /// The name in the summary.
    var name: String {
        if let folder = command.output.outputFolder { return folder }
        let path = command.output.output ?? "-"
        return path == "-" ? "standard output" : path
    }

    func plan(_ pieces: [InputPiece]) throws(ScoreFailure) -> OutputPlan {
        let folder = command.output.outputFolder
        let paths = try folder.map { folder throws(ScoreFailure) in try self.paths(pieces, in: folder) }
        return OutputPlan(
            paths: paths ?? [command.output.output ?? "-"], isPerPiece: paths != nil, format: format, compression: compression,
            hasHeader: !command.output.noOutputHeader, rejectsPath: command.output.rejects,
            rejectLineCountMax: command.output.rejectsMax, journalPath: try journalPath(),
            checkpointByteCount: command.part.checkpoint?.byteCount ?? RunLimits.checkpointByteCount)
    }

    private func journalPath() throws(ScoreFailure) -> String? {
        guard command.part.resume else { return nil }
        if let folder = command.output.outputFolder {
            let part = command.part.shard.map { "-\($0.index)-of-\($0.count)" } ?? ""
            return "\(folder)/score\(part).progress"
        }
        let path = command.output.output ?? "-"
        guard let final = try OutputPlace(path).filePath else {
            throw ScoreFailure(.usage, "--resume: \(path) is no plain file, and a stream cannot be gone on with")
        }
        return final + ".progress"
    }

    /// One path for each piece; the folder is made when it is not there.
    private func paths(_ pieces: [InputPiece], in folder: String) throws(ScoreFailure) -> [String] {
        if unsafe mkdir(folder, 0o777) != 0, errno != EEXIST { throw OutputFile.failure("mkdir", folder) }
        var owners: [String: String] = [:]
        var paths: [String] = []
        for piece in pieces {
            let input = piece.file.path == "-" ? "stdin" : piece.file.path
            let name = OutputName(input).scored(format, compression, shard: command.part.shard)
            if let other = owners.updateValue(input, forKey: name) {
                throw ScoreFailure(.usage, "\(other) and \(input) would both be scored to \(name); score them to two folders")
            }
            paths.append("\(folder)/\(name)")
        }
        return paths
    }
}
