internal import Base
internal import Bundles
internal import Codecs
internal import Reports
internal import Scoring
internal import SystemPackage
internal import Tabular

/// The run's report: distributions beside the baseline's, violations, what was run.
struct ReportFile {
    let path: String
    let bundle: Bundle
    let baseline: Baseline?

    func write(_ summary: ScoreSummary, _ distributions: DistributionCounts?) throws(ScoreFailure) {
        var buffer = ByteBuffer()
        buffer.append(contentsOf: report(summary, distributions).html())
        do throws(SystemCallError) {
            var sink = try ByteSink(path: FilePath(path))
            try unsafe sink.write(buffer.unsafeBytes)
            try sink.finish()
        } catch {
            throw ScoreFailure(.environment, "\(path): cannot be written: \(error.errno) (\(error.call))")
        }
    }

    private func report(_ summary: ScoreSummary, _ distributions: DistributionCounts?) -> ScoringReport {
        let columns = distributions.map { ReportColumns(bundle.manifest, baseline, $0) }
        var warnings = columns?.warnings ?? []
        if baseline == nil {
            warnings.append(
                "The bundle has no baseline to compare with: bins are deciles of the first rows. `bundle baseline` measures one.")
        }
        if columns == nil { warnings.append("There was no row to count.") }
        return ScoringReport(
            modelName: bundle.manifest.name, version: bundle.manifest.version, figures: summary.figures, warnings: warnings,
            predictions: columns?.predictions ?? [], features: columns?.features ?? [], violations: summary.reportedViolations,
            facts: summary.facts)
    }
}
