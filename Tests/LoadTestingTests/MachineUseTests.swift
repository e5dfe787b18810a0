import LoadTesting
import Testing

struct MachineUseTests {
    private static let stat = """
        cpu  1000 100 300 5000 200 10 40 50 7 0
        cpu0 500 50 150 2500 100 5 20 25 3 0
        intr 12345
        """

    @Test func `the first line of proc's stat is all processors together`() throws {
        let times = try #require(ProcessorTimes(stat: Self.stat))
        #expect(times.busy == 1450 && times.idle == 5200 && times.steal == 50 && times.total == 6700)
        #expect(ProcessorTimes(stat: "") == nil && ProcessorTimes(stat: "cpu  1 2 3") == nil)
    }

    @Test func `shares are of what lies between two samples`() throws {
        var times = try #require(ProcessorTimes(stat: Self.stat))
        let first = MachineSample(
            nanoseconds: 1_000_000_000, processors: times, ownTicks: 100, serverTicks: 50,
            threads: [7: .init(at: 1_000_000_000, busyNanoseconds: 5, waitNanoseconds: 0)])
        times.busy += 150
        times.idle += 40
        times.steal += 10
        let second = MachineSample(
            nanoseconds: 2_000_000_000, processors: times, ownTicks: 140, serverTicks: 130,
            threads: [
                7: .init(at: 1_500_000_000, busyNanoseconds: 200_000_005, waitNanoseconds: 50_000_000),
                8: .init(at: 2_000_000_000, busyNanoseconds: 9, waitNanoseconds: 0),
            ])
        let use = try #require(MachineUse(from: first, to: second))
        #expect(use.busyShare == 0.75 && use.stealShare == 0.05 && use.serverShare == 0.4)
        #expect(abs(use.otherShare - 0.15) < 1e-12)
        #expect(use.threadShareMax == 0.4, "of the time that the thread was seen")
        #expect(use.threadWaitShareMax == 0.1)
        #expect(MachineUse(from: second, to: second) == nil)
    }

    @Test func `a listening socket is found by its port`() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1678 1 0 100 0 0 10 0
               1: 0100007F:1F40 0100007F:8850 01 00000000:00000000 03:000012C3 00000000     0        0 99 3 0
               2: 0100007F:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 55 1 0 100 0 0 10 0
            """
        #expect(LocalServer.listeners(table: table, port: 8000) == ["1678"])
        #expect(LocalServer.listeners(table: table, port: 8001) == ["55"])
        #expect(LocalServer.listeners(table: table, port: 80) == [])
    }

    @Test func `a process's ticks are read past any name`() {
        let stat = "12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14"
        #expect(LocalServer.ticks(stat: stat) == 23)
        #expect(LocalServer.ticks(stat: "12 (a") == nil)
    }

    @Test func `a thread's times are nanoseconds on a processor and waiting for one`() throws {
        let times = try #require(MachineSample.threadTimes(schedstat: "123 45 6\n", at: 9))
        #expect(times.busyNanoseconds == 123 && times.waitNanoseconds == 45 && times.nanoseconds == 9)
        #expect(MachineSample.threadTimes(schedstat: "", at: 9) == nil)
    }
}
