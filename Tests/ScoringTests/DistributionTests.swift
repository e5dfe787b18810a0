import BundleTestSupport
import Bundles
import Reports
import Scoring
import Testing

struct DistributionTests {
    private static let model = SmallModel(task: .binary)

    @Test func `values are counted in the bin whose lower edge they reach, missing ones apart`() {
        let manifest = Self.model.manifest
        let bins = DistributionBins(manifest, edges: [[10, 20], [], [], [0.5]])
        var counts = DistributionCounts(bins)
        for value in [-1, 10, 19.5, 20, 1e300, Double.nan] { counts.count(value, feature: 0) }
        for value in [0, 3, 3, Double.nan] { counts.count(value, feature: 2) }
        counts.count(prediction: 0.5, classIndex: 1)
        counts.count(prediction: 0.25, classIndex: 0)
        let features = ReportColumns(manifest, nil, counts).features
        #expect(features[0].counts == [1, 2, 2] && features[0].missingShare == 1.0 / 6)
        #expect(features[0].bins == ["below 10", "10 to 20", "from 20"])
        #expect(features[2].counts == [1, 0, 0, 2] && features[2].missingShare == 0.25)
        let predictions = ReportColumns(manifest, nil, counts).predictions
        #expect(predictions[0].counts == [1, 1] && predictions[1].counts == [1, 1] && predictions[1].bins == ["no", "yes"])
        #expect(features[0].stability == nil && features[0].baselineCounts == nil)
    }

    @Test func `a baseline gives the bins and what they are compared with`() throws {
        let (manifest, baseline) = (Self.model.manifest, Self.model.baseline)
        let bins = DistributionBins(manifest, edges: DistributionBins.edges(baseline))
        let counts = DistributionCounts(bins)
        for (column, then) in zip(ReportColumns(manifest, baseline, counts).features, baseline.features) {
            #expect(column.name == then.name && column.baselineMissingShare == then.missingShare)
            #expect(column.baselineCounts?.count == column.counts.count && column.stability == nil)
        }
        #expect(try #require(DistributionCounts(bins, counts: counts.counts)).counts == counts.counts)
        #expect(DistributionCounts(bins, counts: counts.counts + [0]) == nil)
    }

    @Test func `parts add up to the whole`() {
        let bins = DistributionBins(Self.model.manifest, edges: [[1], [2], [], [0.5]])
        var (whole, part, other) = (DistributionCounts(bins), DistributionCounts(bins), DistributionCounts(bins))
        for value in 0..<10 {
            whole.count(Double(value), feature: 1)
            if value % 3 == 0 { part.count(Double(value), feature: 1) } else { other.count(Double(value), feature: 1) }
        }
        part.add(other.counts)
        #expect(part.counts == whole.counts)
    }
}
