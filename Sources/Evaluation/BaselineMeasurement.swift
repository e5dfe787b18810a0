public import Bundles
internal import Forest
internal import Statistics
public import SystemPackage
public import Tabular

/// The drift baseline of a table, as if the model had been trained on it: two passes over the file, in memory that does not grow with it.
///
/// The first pass draws a sample of rows, from which the bins' edges come; the second counts every row, its predictions and the leaves that it
/// reaches.
public struct BaselineMeasurement {
    private let bundle: Bundle
    private let path: FilePath
    private let onProgress: Progress

    /// Told after each block: the pass, stored bytes read, and in all.
    public typealias Progress = (_ pass: String, _ bytesRead: Int, _ byteCount: Int?) -> Void

    /// Rows of the sample, as far as their features fit.
    public static let sampleRowCountMax = 100_000
    private static let sampleNumberCountMax = 1 << 24

    public init(_ bundle: Bundle, path: FilePath, onProgress: @escaping Progress) {
        self.bundle = bundle
        self.path = path
        self.onProgress = onProgress
    }

    public func baseline() throws(InputError) -> Baseline {
        let rows = TableRows(bundle)
        let sample = try self.sample(rows)
        let features = bundle.manifest.contract.features
        var counter = BaselineCounter(
            contract: bundle.manifest.contract,
            edges: features.indices.map { feature in
                if features[feature].categories != nil { return [] }
                return Quantiles.edges(of: sample.rows.map { $0[feature] }, binCount: BaselineCounter.quantileCount)
            })
        var predicted: [Double] = []
        for row in sample.rows {
            rows.take(row)
            predicted += rows.predictions()
        }
        var predictions = PredictionCounter(
            PredictionRule(bundle.manifest, outputCount: rows.outputCount), sample: predicted)
        var visits = [UInt64](repeating: 0, count: bundle.forest.leafCount)
        _ = try eachChunk(rows, pass: "Counting", since: sample.fingerprint) { _ in
            rows.count(in: &counter)
            predictions.count(rows.predictions())
            rows.countLeaves(in: &visits)
        }
        return Baseline(
            rowCount: counter.rowCount, features: counter.features(), prediction: predictions.baseline,
            leafVisits: leafVisits(visits))
    }

    private func sample(_ rows: TableRows) throws(InputError) -> (rows: [[Double]], fingerprint: [UInt64]) {
        let countMax = min(Self.sampleRowCountMax, Self.sampleNumberCountMax / max(1, rows.encoder.featureCount))
        var sample = RowSample(rowCountMax: countMax, seed: 0)
        var kept: [[Double]] = []
        var isEmpty = true
        let fingerprint = try eachChunk(rows, pass: "Looking at", since: nil) { firstRow in
            isEmpty = false
            for row in 0..<rows.rowCount where sample.admit(firstRow + row) { kept.append(rows.codes(ofRow: row)) }
            if let places = sample.thin() { kept = places.map { kept[$0] } }
        }
        if isEmpty { throw InputError(path: path.string, reason: "the table has no records; at least one is needed") }
        guard !fingerprint.isEmpty else {
            throw InputError(path: path.string, reason: "the table is read twice, so a file on a disk is accepted, no pipe")
        }
        return (kept, fingerprint)
    }

    /// One pass over the table; returns what identifies the file's state, which must be the one that an earlier pass found.
    private func eachChunk(
        _ rows: TableRows, pass: String, since earlier: [UInt64]?, _ body: (_ firstRow: Int) -> Void
    ) throws(InputError) -> [UInt64] {
        var reader = try CSVReader(path: path)
        if let earlier, reader.fingerprint != earlier {
            throw InputError(
                path: reader.path, reason: "the file changed while it was read; a file that nothing writes to is accepted")
        }
        let columns = try TableColumns(
            header: reader.header, encoder: rows.encoder, ignoring: [], path: reader.path,
            purpose: "every feature of the model is needed")
        while try reader.readBlock() {
            onProgress("\(pass) \(reader.path)", reader.storedBytesRead, reader.storedByteCount)
            for start in stride(from: 0, to: reader.rowCount, by: rows.rowCountMax) {
                try rows.encode(reader.block, rows: start..<min(start + rows.rowCountMax, reader.rowCount), columns)
                body(reader.firstRow + start)
            }
        }
        return reader.fingerprint
    }

    /// Tree by tree.
    private func leafVisits(_ visits: [UInt64]) -> [[Int]] {
        var rest = visits[...]
        return bundle.forest.leafCounts.map { count in
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count).map { Int($0) }
        }
    }
}
