internal import Bundles
internal import Glibc
internal import Scoring

/// The report's bins: the baseline's, an earlier run's, or deciles of the first rows, for which everyone else waits.
@safe final class BinSource: @unchecked Sendable {
    private let manifest: Manifest
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var bins: DistributionBins?

    /// `edges` are nil where nothing is known yet.
    init(_ manifest: Manifest, edges: [[Double]]?) {
        self.manifest = manifest
        bins = edges.map { DistributionBins(manifest, edges: $0) }
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// What is known now.
    var known: DistributionBins? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return bins
    }

    /// The bins; the first block that has rows makes them of `columns` where nothing else gave them.
    func bins(isFirst: Bool, columns: () -> [[Double]]) -> DistributionBins {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        if let bins { return bins }
        if isFirst {
            let made = DistributionBins(manifest, edges: DistributionBins.edges(manifest, ofColumns: columns()))
            bins = made
            unsafe pthread_cond_broadcast(condition)
            return made
        }
        while true {
            if let bins { return bins }
            unsafe pthread_cond_wait(condition, mutex)
        }
    }
}
