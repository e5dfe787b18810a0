/// How many models have series of their own when one scrape may have so many at most.
///
/// The series of a model are known before any is written. The first models that fit, in the order of their names, have their own; all others
/// are added up as one model, for which room is kept.
struct SeriesCap {
    /// Of everything that is no model's.
    var fixedSeriesCount: Int
    var seriesCountMax: Int

    /// The models with series of their own: all, or the first so many. `seriesCounts` are those of each model, `otherSeriesCount` those of
    /// the rest together.
    func ownModelCount(_ seriesCounts: [Int], otherSeriesCount: Int) -> Int {
        let room = seriesCountMax - fixedSeriesCount
        if seriesCounts.reduce(0, +) <= room { return seriesCounts.count }
        var sum = otherSeriesCount
        for (index, count) in seriesCounts.enumerated() {
            sum += count
            if sum > room { return index }
        }
        return seriesCounts.count
    }
}
