internal import Base
internal import Bundles
internal import Synchronization
internal import SystemPackage

/// Bundles that are opened side by side: each takes milliseconds of one processor, and a server may have thousands.
///
/// Each thread takes the next path until there is none; what became of a path goes to the path's own place, so that nothing depends on who
/// was first. Thread rules: made and run on one thread, which works with the others and is back when all have ended.
@safe final class BundleOpening: @unchecked Sendable {
    typealias Outcome = Result<Bundle, BundleError>

    private let paths: [FilePath]
    private let open: @Sendable (FilePath) throws(BundleError) -> Bundle
    private let next = Atomic<Int>(0)
    private let outcomes: UnsafeMutablePointer<Outcome?>

    /// Threads beyond these would wait for memory and for the disk.
    private static let threadCountMax = 16

    private init(_ paths: [FilePath], _ open: @escaping @Sendable (FilePath) throws(BundleError) -> Bundle) {
        self.paths = paths
        self.open = open
        unsafe outcomes = .allocate(capacity: max(1, paths.count))
        unsafe outcomes.initialize(repeating: nil, count: paths.count)
    }

    deinit {
        unsafe outcomes.deinitialize(count: paths.count)
        unsafe outcomes.deallocate()
    }

    /// Calls `open` with every path, on `threadCount` threads at most; what it gave or threw, in the order of the paths.
    static func outcomes(
        _ paths: [FilePath], threadCount: Int, _ open: @escaping @Sendable (FilePath) throws(BundleError) -> Bundle
    ) -> [Outcome] {
        let opening = BundleOpening(paths, open)
        // When the system gives no thread those that there are do its work.
        let threads = (1..<max(1, min(threadCount, paths.count, threadCountMax))).compactMap { _ in
            try? SystemThread { opening.work() }
        }
        opening.work()
        for thread in threads { thread.join() }
        return paths.indices.map { index in
            guard let outcome = unsafe opening.outcomes[index] else { preconditionFailure("every path was taken") }
            return outcome
        }
    }

    private func work() {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < paths.count else { return }
            // Joining the threads is what makes the outcomes visible to who asked for them.
            let outcome = Outcome { () throws(BundleError) in try open(paths[index]) }
            unsafe outcomes[index] = outcome
        }
    }
}
