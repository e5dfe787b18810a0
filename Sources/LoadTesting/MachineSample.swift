internal import Base
internal import Glibc

/// What the kernel says at one time of the processors and of who uses them.
package struct MachineSample: Sendable {
    package struct ThreadTimes: Sendable, Equatable {
        /// When this was so.
        package var nanoseconds: UInt64
        package var busyNanoseconds: UInt64
        /// Ready, and without a processor; nil where the kernel does not keep it.
        package var waitNanoseconds: UInt64?

        package init(at nanoseconds: UInt64, busyNanoseconds: UInt64, waitNanoseconds: UInt64?) {
            self.nanoseconds = nanoseconds
            self.busyNanoseconds = busyNanoseconds
            self.waitNanoseconds = waitNanoseconds
        }
    }

    package var nanoseconds: UInt64
    package var processors: ProcessorTimes
    /// User and system time of this process and of the server's, in ticks.
    package var ownTicks: Int
    package var serverTicks: Int?
    /// The threads that send, by their number.
    package var threads: [Int: ThreadTimes]

    package init(
        nanoseconds: UInt64, processors: ProcessorTimes, ownTicks: Int, serverTicks: Int?, threads: [Int: ThreadTimes]
    ) {
        self.nanoseconds = nanoseconds
        self.processors = processors
        self.ownTicks = ownTicks
        self.serverTicks = serverTicks
        self.threads = threads
    }

    /// Takes a sample; nil where /proc does not say. A thread that sends is any but the main one.
    package static func now(server: LocalServer?) -> MachineSample? {
        guard let stat = ProcFile.text("/proc/stat"), let processors = ProcessorTimes(stat: stat),
            let own = ProcFile.text("/proc/self/stat").flatMap({ LocalServer.ticks(stat: $0) })
        else { return nil }
        var threads: [Int: ThreadTimes] = [:]
        let now = MonotonicClock.nanoseconds
        let main = Int(getpid())
        for name in ProcFile.entries("/proc/self/task") {
            guard let number = Int(name), number != main else { continue }
            guard let text = ProcFile.text("/proc/self/task/\(name)/schedstat") else { continue }
            threads[number] = threadTimes(schedstat: text, at: now)
        }
        return MachineSample(
            nanoseconds: now, processors: processors, ownTicks: own, serverTicks: server?.ticks(),
            threads: threads)
    }

    /// From /proc/PID/task/TID/schedstat: nanoseconds on a processor, nanoseconds waiting for one, slices.
    package static func threadTimes(schedstat: String, at nanoseconds: UInt64) -> ThreadTimes? {
        let fields = schedstat.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
        guard fields.count == 3 else { return nil }
        return ThreadTimes(at: nanoseconds, busyNanoseconds: fields[0], waitNanoseconds: fields[1])
    }
}

extension MachineUse {
    /// Between two samples; nil when no tick lies between them.
    package init?(from: MachineSample, to: MachineSample) {
        let total = to.processors.total - from.processors.total
        guard total > 0, to.nanoseconds > from.nanoseconds else { return nil }
        self.init()
        func share(_ ticks: Int) -> Double { min(1, max(0, Double(ticks) / Double(total))) }
        busyShare = share(to.processors.busy - from.processors.busy)
        stealShare = share(to.processors.steal - from.processors.steal)
        if let later = to.serverTicks, let earlier = from.serverTicks { serverShare = share(later - earlier) }
        otherShare = max(0, busyShare - share(to.ownTicks - from.ownTicks) - (serverShare ?? 0))
        for (number, later) in to.threads {
            guard let earlier = from.threads[number], later.nanoseconds > earlier.nanoseconds else { continue }
            let elapsed = Double(later.nanoseconds - earlier.nanoseconds)
            threadShareMax = max(threadShareMax, Double(later.busyNanoseconds &- earlier.busyNanoseconds) / elapsed)
            if let laterWait = later.waitNanoseconds, let earlierWait = earlier.waitNanoseconds {
                threadWaitShareMax = max(threadWaitShareMax ?? 0, Double(laterWait &- earlierWait) / elapsed)
            }
        }
    }
}
