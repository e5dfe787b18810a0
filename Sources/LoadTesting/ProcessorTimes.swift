/// What /proc/stat says of all processors together since the machine was started, in ticks (proc_stat(5)).
package struct ProcessorTimes: Sendable, Equatable {
    /// In user, nice, system, interrupts and softened interrupts.
    package var busy = 0
    package var idle = 0
    /// Given to others by the hypervisor.
    package var steal = 0

    package var total: Int { busy + idle + steal }

    /// nil unless `stat` begins as /proc/stat does.
    package init?(stat: some StringProtocol) {
        guard let line = stat.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
        let fields = line.split(separator: " ").dropFirst().compactMap { Int($0) }
        guard fields.count >= 8 else { return nil }
        // A guest's time is in user and nice already; waiting for a disk is idling.
        busy = fields[0] + fields[1] + fields[2] + fields[5] + fields[6]
        idle = fields[3] + fields[4]
        steal = fields[7]
    }
}
