import Base
import Codecs
import LoadTesting
import Network
import Testing

/// Every reason is found where it holds, and only there.
struct LoadVerdictTests {
    private static let start: UInt64 = 50_000_000_000
    private static let requests = RequestSet(method: .get, messages: [[1]])

    /// A sound run: 1,000 requests a second for four seconds, answered in about `milliseconds`, as a function of the second.
    private static func evidence(
        rate: Double = 1000, _ milliseconds: @escaping (Double) -> Double = { _ in 2 }, connectionCount: Int = 100
    ) throws -> LoadEvidence {
        let shape = LoadShape.open(.constant(rate, seconds: 4), .constant)
        let arrivals = try #require(
            Arrivals(shape, threadIndex: 0, threadCount: 1, startNanoseconds: start, warmUpSeconds: 0))
        let window = MeasuredWindow(startNanoseconds: start, endNanoseconds: start + 4_000_000_000)
        let loop = OpenLoop(requests, window, arrivals, threadIndex: 0)
        VirtualServer(
            answerTime: { $0 + UInt64(milliseconds(Double($0 - start) / 1e9) * 1e6) }, connectionCount: connectionCount
        ).run(loop, from: start)
        var settings = LoadSettings()
        settings.shape = shape
        var evidence = LoadEvidence(settings: settings, tally: loop.tally, series: loop.series, machine: machine)
        evidence.connectionCountMax = 10
        return evidence
    }

    private static var machine: MachineUse {
        var machine = MachineUse()
        machine.busyShare = 0.5
        machine.otherShare = 0.02
        machine.threadShareMax = 0.4
        machine.threadWaitShareMax = 0.01
        return machine
    }

    private static func kinds(_ evidence: LoadEvidence) -> [InvalidReason.Kind] { LoadVerdict(evidence).reasons.map(\.kind) }

    private static func kinds(_ edit: (inout MachineUse) -> Void) throws -> [InvalidReason.Kind] {
        var evidence = try evidence()
        var machine = machine
        edit(&machine)
        evidence.machine = machine
        return kinds(evidence)
    }

    @Test func `a sound run is valid, also where the kernel says nothing`() throws {
        var evidence = try Self.evidence()
        #expect(Self.kinds(evidence) == [])
        evidence.machine = nil
        #expect(Self.kinds(evidence) == [])
    }

    @Test func `steal, other processes and a busy generator are found above their limits only`() throws {
        #expect(try Self.kinds { $0.stealShare = 0.06 } == [.steal])
        #expect(try Self.kinds { $0.stealShare = 0.04 } == [])
        #expect(try Self.kinds { ($0.otherShare, $0.busyShare) = (0.2, 0.95) } == [.otherProcesses])
        #expect(try Self.kinds { ($0.otherShare, $0.busyShare) = (0.2, 0.8) } == [], "there was room for all")
        #expect(try Self.kinds { ($0.otherShare, $0.busyShare) = (0.04, 1) } == [], "the machine was full of what is measured")
        #expect(try Self.kinds { $0.threadWaitShareMax = 0.2 } == [.otherProcesses])
        #expect(try Self.kinds { $0.threadShareMax = 0.95 } == [.generatorBusy])
    }

    @Test func `a thread that never sleeps is not busy with it, unless it sends as fast as it can`() throws {
        var evidence = try Self.evidence()
        var machine = Self.machine
        machine.threadShareMax = 1
        evidence.machine = machine
        evidence.spins = true
        #expect(evidence.settings.shape.isOpen && Self.kinds(evidence) == [])
        evidence.settings.shape = .closed
        #expect(Self.kinds(evidence).first == .generatorBusy)
    }

    @Test func `every reason says what was seen, and what to do`() throws {
        var evidence = try Self.evidence()
        var machine = Self.machine
        (machine.stealShare, machine.threadShareMax) = (0.125, 0.97)
        evidence.machine = machine
        let reasons = LoadVerdict(evidence).reasons
        #expect(reasons.map(\.kind) == [.steal, .generatorBusy])
        #expect(reasons[0].finding.contains("12.5 %") && reasons[0].finding.contains("at most 5 %"))
        #expect(reasons[1].finding.contains("97 % of a processor") && reasons[1].advice.contains("--threads"))
    }

    @Test func `requests that leave late are the generator's fault, beyond a tenth of the latency`() throws {
        // Asked 0.5 ms after each is due: the latency is 0.5 ms + 1 ms.
        for (lateness, isLate) in [(UInt64(500_000), true), (UInt64(90_000), false)] {
            let shape = LoadShape.open(.constant(100, seconds: 4), .constant)
            var arrivals = try #require(
                Arrivals(shape, threadIndex: 0, threadCount: 1, startNanoseconds: Self.start, warmUpSeconds: 0))
            let window = MeasuredWindow(startNanoseconds: Self.start, endNanoseconds: Self.start + 4_000_000_000)
            let loop = OpenLoop(Self.requests, window, arrivals, threadIndex: 0)
            while let due = arrivals.next() {
                _ = loop.nextRequest(at: due + lateness, freeSince: 0)
                loop.receive(
                    .init(
                        requestNumber: 0, statusCode: 200, dueNanoseconds: due, startNanoseconds: due + lateness,
                        endNanoseconds: due + lateness + 1_000_000, byteCount: 1, wasResent: false))
            }
            var settings = LoadSettings()
            settings.shape = shape
            let evidence = LoadEvidence(settings: settings, tally: loop.tally, series: loop.series, machine: nil)
            #expect(Self.kinds(evidence) == (isLate ? [.generatorLag] : []))
        }
    }

    @Test func `latencies that fall or rise all the time are no steady state`() throws {
        let falling = LoadVerdict(try Self.evidence { second in 4 - second * 0.8 }).reasons
        #expect(falling.map(\.kind) == [.warmUpNotOver] && falling[0].advice.contains("--warm-up"))
        let rising = LoadVerdict(try Self.evidence { second in 1 + second }).reasons
        #expect(rising.map(\.kind) == [.warmUpNotOver] && rising[0].advice.contains("slower"))
        #expect(Self.kinds(try Self.evidence { second in second.truncatingRemainder(dividingBy: 1) < 0.2 ? 50 : 2 }) == [])
        #expect(Self.kinds(try Self.evidence { second in 2 + second * 0.05 }) == [], "a trend, and a small one")
    }

    @Test func `a schedule that all connections are too busy for is not kept`() throws {
        #expect(Self.kinds(try Self.evidence({ _ in 2 }, connectionCount: 1)).contains(.scheduleNotKept))
    }

    @Test func `a percentile that was asked for needs its samples`() throws {
        var evidence = try Self.evidence()
        evidence.settings.percentiles = [try #require(Percentile("p99")), try #require(Percentile("p99.9"))]
        let reasons = LoadVerdict(evidence).reasons
        #expect(reasons.map(\.kind) == [.tooFewSamples])
        #expect(reasons[0].finding == "p99.9 was asked for, which takes 10,000 answers; there are 4,000")
    }

    @Test func `a server that ends, refuses or drops all at once was restarted; one that always closes was not`() throws {
        var gone = try Self.evidence()
        gone.serverIsGone = true
        #expect(Self.kinds(gone) == [.serverRestarted])
        var changed = try Self.evidence()
        changed.serverChange = "another"
        #expect(LoadVerdict(changed).reasons.map(\.finding) == ["another"])

        for (lossPartCount, lossCount, expected) in [(1, 8, true), (1, 3, false), (40, 8, false)] {
            let shape = LoadShape.open(.constant(1000, seconds: 4), .constant)
            let arrivals = try #require(
                Arrivals(shape, threadIndex: 0, threadCount: 1, startNanoseconds: Self.start, warmUpSeconds: 0))
            let window = MeasuredWindow(startNanoseconds: Self.start, endNanoseconds: Self.start + 4_000_000_000)
            let loop = OpenLoop(Self.requests, window, arrivals, threadIndex: 0)
            for part in 0..<lossPartCount {
                for _ in 0..<lossCount { loop.loseConnection(at: Self.start + UInt64(part) * 100_000_000) }
            }
            VirtualServer(answerTime: { $0 + 1_000_000 }, connectionCount: 10).run(loop, from: Self.start)
            var evidence = LoadEvidence(settings: gone.settings, tally: loop.tally, series: loop.series, machine: nil)
            evidence.connectionCountMax = 10
            #expect(Self.kinds(evidence) == (expected ? [.serverRestarted] : []), "\(lossPartCount) parts, \(lossCount) each")
        }
    }

    @Test func `the exit code is of what matters most`() throws {
        func code(_ reasons: [InvalidReason], isInterrupted: Bool = false, acceptsInvalid: Bool = false) throws -> ExitCode {
            let evidence = try Self.evidence()
            return LoadResult(
                settings: evidence.settings, tally: evidence.tally, series: evidence.series, machine: nil,
                verdict: LoadVerdict(reasons), seconds: 4, isInterrupted: isInterrupted
            ).exitCode(acceptsInvalid: acceptsInvalid)
        }
        let reason = InvalidReason(.steal, "f", advice: "a")
        #expect(try code([]) == .success)
        #expect(try code([reason]).rawValue == 3)
        #expect(try code([reason], acceptsInvalid: true) == .success)
        #expect(try code([reason], isInterrupted: true) == .interrupted)
    }
}
