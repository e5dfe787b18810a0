internal import Records
internal import Scoring
internal import SystemPackage
internal import Tabular

/// What of the inputs this run scores: all, or the part of a shard.
struct InputPieces {
    let pieces: [InputPiece]

    init(_ files: [InputFile], shard: ShardNumber?) throws(ScoreFailure) {
        guard let shard else {
            pieces = files.map { InputPiece(file: $0) }
            return
        }
        let sizes = files.map { $0.byteCount ?? 0 }
        let wanted = shard.byteRange(of: sizes.reduce(0, +))
        var pieces: [InputPiece] = []
        var before = 0
        for (file, size) in zip(files, sizes) {
            if let piece = try Self.piece(file, size, wanted.lowerBound - before..<wanted.upperBound - before) {
                pieces.append(piece)
            }
            before += size
        }
        self.pieces = pieces
    }

    /// The part of a file whose records begin within `wanted`, bytes of it that may lie beyond both its ends.
    private static func piece(_ file: InputFile, _ size: Int, _ wanted: Range<Int>) throws(ScoreFailure) -> InputPiece? {
        guard wanted.lowerBound < size, wanted.upperBound > 0 else { return nil }
        do throws(InputError) {
            guard try ShardPlanner.isDivisible(path: FilePath(file.path)) else {
                // Compressed: whole, where it begins.
                return wanted.lowerBound <= 0 ? InputPiece(file: file) : nil
            }
            var piece = InputPiece(file: file)
            if wanted.lowerBound > 0 {
                piece.start = try ShardPlanner.position(of: wanted.lowerBound, path: FilePath(file.path), format: file.format)
            }
            if wanted.upperBound < size {
                piece.endOffset = try ShardPlanner.position(of: wanted.upperBound, path: FilePath(file.path), format: file.format)
                    .byteOffset
                // A record longer than the shard.
                if piece.endOffset! <= piece.start.byteOffset { return nil }
            }
            return piece
        } catch {
            throw ScoreFailure(error)
        }
    }
}
