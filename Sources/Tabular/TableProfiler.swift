public import SystemPackage

/// Finds out in one pass over a table what its columns hold: types, ranges, categories, a sample, and the target of every record.
///
/// Types are inferred from the first `inferenceRowCount` records: a column whose values there are all numbers or missing is
/// numeric, any other is categorical. Memory is bounded by `ProfileLimits` and, for the target, 12 bytes a record. Only records
/// that have a target are described. Refused: options that name columns that are not there, text in a numeric column, and targets
/// from which nothing can be learned. Used by one thread.
public final class TableProfiler {
    private static let tileRowCount = 128

    private let path: String
    private let header: [String]
    private let options: ProfileOptions
    private let columns: [ColumnProfiler]
    private let target: TargetProfiler?
    private var sample: RowSample
    private var recordCount = 0
    private var rowCount = 0
    private var kept: [Int] = []
    private var sampled: [Int] = []

    /// Profiles the file at `path`; `progress` hears stored bytes read, and the file's size if it has one, after each block.
    public static func profile(
        path: FilePath, options: ProfileOptions, limits: CSVLimits = CSVLimits(), progress: (Int, Int?) -> Void = { _, _ in }
    ) throws(InputError) -> TableProfile {
        var reader = try CSVReader(path: path, limits: limits)
        let profiler = try TableProfiler(header: reader.header, path: reader.path, options: options)
        while try reader.readBlock() {
            try profiler.add(reader.block)
            progress(reader.storedBytesRead, reader.storedByteCount)
        }
        var profile = try profiler.finish()
        profile.fingerprint = reader.fingerprint
        return profile
    }

    /// A profiler of a table with that header; `path` names it in messages.
    public init(header: [String], path: String, options: ProfileOptions) throws(InputError) {
        self.path = path
        self.header = header
        self.options = options
        let roles = try ColumnRoles(header: header, path: path, options: options)
        let reader = FieldReader(missingMarkers: options.missingMarkers)
        target = roles.target.map {
            TargetProfiler(name: header[$0], column: $0, path: path, reader: reader, options: options)
        }
        columns = roles.features.map {
            ColumnProfiler(name: header[$0], column: $0, kind: roles.kinds[$0], reader: reader, path: path, options: options)
        }
        let rowCountMax = min(options.sampleRowCountMax, options.limits.sampleValueCountMax / max(1, columns.count))
        sample = RowSample(rowCountMax: rowCountMax, seed: options.seed)
    }

    /// Adds the next block of the file.
    public func add(_ block: CSVBlock) throws(InputError) {
        precondition(block.columnCount == header.count && block.firstRow == recordCount, "blocks come in order, of one file")
        guard recordCount + block.rowCount <= options.limits.rowCountMax else {
            throw InputError(
                path: path, reason: "the file has more than \(options.limits.rowCountMax) records, the most accepted")
        }
        kept.removeAll(keepingCapacity: true)
        if let target { try target.add(block, kept: &kept) } else { kept.append(contentsOf: 0..<block.rowCount) }
        sampled.removeAll(keepingCapacity: true)
        for row in kept where sample.admit(block.firstRow + row) { sampled.append(row) }
        try addTiles(block)
        if let places = sample.thin() {
            for column in columns { column.keepSamples(at: places) }
        }
        recordCount += block.rowCount
        rowCount += kept.count
    }

    /// Adds some rows of all columns, then the next ones, so that the bytes and the index of a tile stay in the first-level cache.
    private func addTiles(_ block: CSVBlock) throws(InputError) {
        var firstSampled = 0
        for start in stride(from: 0, to: kept.count, by: Self.tileRowCount) {
            let tile = kept[start..<min(start + Self.tileRowCount, kept.count)]
            var endSampled = firstSampled
            while endSampled < sampled.count, sampled[endSampled] <= kept[tile.endIndex - 1] { endSampled += 1 }
            for column in columns { try column.add(block, kept: tile, sampled: sampled[firstSampled..<endSampled]) }
            firstSampled = endSampled
        }
    }

    /// The profile, after the last block.
    public func finish() throws(InputError) -> TableProfile {
        guard recordCount > 0 else {
            throw InputError(path: path, reason: "the file has a header and no records; at least one record is needed")
        }
        let targetProfile = try target?.finish(positiveClass: options.positiveClass)
        var warnings: [ProfileWarning] = []
        if let targetProfile, targetProfile.droppedRowCount > 0 {
            let count = targetProfile.droppedRowCount
            warnings.append(
                ProfileWarning(
                    column: targetProfile.name,
                    text: "\(count) of \(recordCount) records have no target and are left out"))
        }
        var profiles: [ColumnProfile] = []
        for column in columns {
            let (profile, found) = column.finish()
            profiles.append(profile)
            warnings += found
        }
        guard profiles.contains(where: { !$0.isAllMissing }) else {
            throw InputError(path: path, reason: "no column has values to learn from; at least one feature is needed")
        }
        return TableProfile(
            path: path, recordCount: recordCount, rowCount: rowCount, columns: profiles, target: targetProfile,
            sampledRecords: sample.rows, missingMarkers: options.missingMarkers, limits: options.limits, warnings: warnings,
            fingerprint: [])
    }
}
