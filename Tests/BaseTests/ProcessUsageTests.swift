import Base
import Testing

struct ProcessUsageTests {
    @Test func `the fields of stat are found behind a name that may hold anything`() {
        var usage = ProcessUsage()
        let fields = (3...52).map { String($0 * 100) }.joined(separator: " ")
        usage.take(stat: "42 (a) b) S (c)) \(fields)\n", ticksPerSecond: 100, pageByteCount: 4096, bootUnixSeconds: 1_000_000)
        #expect(usage.cpuSeconds == 29)
        #expect(usage.startUnixSeconds == 1_000_022)
        #expect(usage.virtualByteCount == 2300)
        #expect(usage.residentByteCount == 2400 * 4096)
    }

    @Test(arguments: ["", "42", "42 (a)", "42 (a) S 1 2"])
    func `what is not there is not told`(stat: String) {
        var usage = ProcessUsage()
        usage.take(stat: stat, ticksPerSecond: 100, pageByteCount: 4096, bootUnixSeconds: 1)
        #expect(usage == ProcessUsage())
    }

    @Test func `the time of the boot is one line of stat`() {
        #expect(ProcessUsage.bootUnixSeconds(stat: "cpu 1 2\nintr 5 6\nbtime 1700000000\nprocesses 3\n") == 1_700_000_000)
        #expect(ProcessUsage.bootUnixSeconds(stat: "cpu 1 2\n") == nil)
    }
}
