public import Base
internal import Codecs
public import Network
internal import Synchronization
public import SystemPackage

/// The access log: a line of JSON for each request that is told, written by a thread of its own.
///
/// Each loop puts records into a ring of its own (`AccessRing`); this thread looks at all rings every 100 ms, and earlier when one is half
/// full, spells the records and writes many lines with one call. Whatever the file does, a full disk, a pipe that nobody reads, no loop
/// waits: lines are dropped and counted. Thread rules: rings are made before `run`; `reopen`, `drain` and the counts from any thread.
/// Limits: memory is that of the rings, about a megabyte each, and of one block of lines.
public final class AccessLog: Loop, @unchecked Sendable {
    /// What the log has to say about itself, at most once a minute.
    public enum Trouble: Sendable {
        /// Lines could not be written, so many since it was said last.
        case lost(lineCount: UInt64, errno: Errno)
        /// The file could not be opened anew; the old one is written on.
        case notReopened(SystemCallError)
    }

    private let models: [(name: String, version: Int)]
    private let sampleInterval: Int
    private let report: @Sendable (Trouble) -> Void
    private let wake: WakeEvent
    private var rings: [AccessRing] = []

    private var file: AccessFile
    private var text = ByteBuffer(capacity: 64 << 10)
    /// When losses were told last, and how many lines were lost since.
    private var saidNanoseconds: UInt64?
    private var unsaidCount: UInt64 = 0
    /// Why the last of them were.
    private var unsaidFailure: Errno?
    /// Until when standard output is waited for, once the log is drained.
    private var waitEndNanoseconds: UInt64?

    private let reopenWanted = Atomic<Bool>(false)
    private let drainWanted = Atomic<Bool>(false)
    private let written = Atomic<UInt64>(0)
    private let failed = Atomic<UInt64>(0)

    static let intervalMilliseconds = 100
    static let reportIntervalNanoseconds: UInt64 = 60_000_000_000
    /// For a reader of standard output that lags: well within what the end of the server waits for this thread.
    private static let endWaitNanoseconds: UInt64 = 200_000_000
    /// Lines are written when so many bytes are spelled.
    private static let blockByteCount = 256 << 10

    /// Opens the file. One of `sampleInterval` answers is told, and every one that refuses; `report` is called on the log's thread.
    public init(
        path: String, sampleInterval: Int, host: ModelHost, report: @escaping @Sendable (Trouble) -> Void
    ) throws(SystemCallError) {
        models = host.listing
        self.sampleInterval = sampleInterval
        self.report = report
        wake = try WakeEvent()
        file = try AccessFile(path: path)
    }

    /// A ring for a loop of `listener`.
    public func makeRing(listener: String) -> AccessRing {
        let ring = AccessRing(listener: listener, sampleInterval: sampleInterval, wake: wake)
        rings.append(ring)
        return ring
    }

    /// Opens the file anew, which was renamed perhaps.
    public func reopen() {
        reopenWanted.store(true, ordering: .releasing)
        wake.ring()
    }

    public func drain() {
        drainWanted.store(true, ordering: .releasing)
        wake.ring()
    }

    /// Lines that were written.
    public var writtenCount: UInt64 { written.load(ordering: .relaxed) }
    /// Lines that the file did not take.
    public var failedCount: UInt64 { failed.load(ordering: .relaxed) }
    /// Records that found their ring full.
    public var overflowCount: UInt64 { rings.reduce(0) { $0 + $1.droppedCount } }

    /// Writes until it is drained; what was published by then is written before it returns, or told as lost. A pipe whose reader has gone is an
    /// error to count where the process ignores SIGPIPE.
    public func run() {
        while !drainWanted.load(ordering: .acquiring) {
            wake.wait(timeoutMilliseconds: Self.intervalMilliseconds)
            turn()
        }
        turn()
        sayLost(MonotonicClock.nanoseconds)
    }

    /// Writes what was published so far.
    public func turn() {
        // Asked first and done last: what was published before somebody wished for it goes to the old file.
        let wantsReopening = reopenWanted.exchange(false, ordering: .acquiringAndReleasing)
        let now = MonotonicClock.nanoseconds
        let line = AccessLine(
            epochMilliseconds: WallClock.unixMilliseconds - Int(now / 1_000_000), models: models)
        var lineCount = 0
        for ring in rings {
            lineCount += unsafe ring.take { slot in
                unsafe line.write(slot, listener: ring.listener, to: &text)
            }
            if text.count >= Self.blockByteCount { write(&lineCount, now) }
        }
        write(&lineCount, now)
        if wantsReopening { openAnew() }
    }

    private func write(_ lineCount: inout Int, _ now: UInt64) {
        defer {
            lineCount = 0
            text.removeAll()
        }
        if lineCount == 0 { return }
        let (writtenCount, failure) = unsafe file.append(text.unsafeBytes, mayWait: mayWait)
        written.add(UInt64(writtenCount), ordering: .relaxed)
        guard let failure else { return }
        let lostCount = UInt64(lineCount - writtenCount)
        failed.add(lostCount, ordering: .relaxed)
        unsaidCount += lostCount
        unsaidFailure = failure
        if let saidNanoseconds, now - saidNanoseconds < Self.reportIntervalNanoseconds { return }
        sayLost(now)
    }

    private func sayLost(_ now: UInt64) {
        guard let failure = unsaidFailure else { return }
        report(.lost(lineCount: unsaidCount, errno: failure))
        saidNanoseconds = now
        unsaidCount = 0
        unsaidFailure = nil
    }

    /// As long as the log runs: the rings take what comes meanwhile. At the end not for long.
    private func mayWait() -> Bool {
        guard drainWanted.load(ordering: .acquiring) else { return true }
        let now = MonotonicClock.nanoseconds
        let end = waitEndNanoseconds ?? now + Self.endWaitNanoseconds
        waitEndNanoseconds = end
        return now < end
    }

    private func openAnew() {
        do throws(SystemCallError) {
            file = try AccessFile(path: file.path)
        } catch {
            report(.notReopened(error))
        }
    }
}
