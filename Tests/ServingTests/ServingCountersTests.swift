import Base
import CAllocationCounter
import Codecs
import Serving
import Synchronization
import Tabular
import TestSupport
import Testing

struct ServingCountersTests {
    @Test func `what is counted is read, model by model and status by status`() {
        let counters = ServingCounters(modelCount: 3)
        counters.countPrediction(model: 1, rowCount: 7, stages: StageTimes(parse: 1_000))
        counters.countPrediction(model: 1, rowCount: 1, stages: StageTimes(parse: 2_000))
        counters.countRefusal(model: 1)
        counters.countViolation(.outOfRange, model: 1)
        counters.countViolation(.outOfRange, model: 2)
        counters.countResponse(.ok)
        counters.countResponse(.notFound)
        counters.countResponse(.ok)
        #expect((0..<3).map { counters.rowCount(model: $0) } == [0, 8, 0])
        #expect((0..<3).map { counters.refusalCount(model: $0) } == [0, 1, 0])
        counters.countExecution(model: 1)
        counters.countGatheredRows(model: 2, rowCount: 5)
        counters.countWork(model: 1, nanoseconds: 11)
        counters.countRefusal(.ringFull)
        #expect((0..<3).map { counters.executionCount(model: $0) } == [0, 1, 0])
        #expect((0..<3).map { counters.gatheredRowCount(model: $0) } == [0, 0, 5])
        #expect((0..<3).map { counters.busyNanoseconds(model: $0) } == [0, 11, 0])
        for reason in RefusalReason.allCases { #expect(counters.refusalCount(reason) == (reason == .ringFull ? 1 : 0)) }
        for violation in Violation.allCases {
            let expected: [UInt64] = violation == .outOfRange ? [0, 1, 1] : [0, 0, 0]
            #expect((0..<3).map { counters.violationCount(violation, model: $0) } == expected)
        }
        for status in HTTPStatus.allCases {
            #expect(counters.responseCount(status) == (status == .ok ? 2 : status == .notFound ? 1 : 0))
        }
    }

    @Test func `classes beyond the last that is told apart share a counter`() {
        let counters = ServingCounters(modelCount: 2)
        for index in [0, 0, 63, 64, 65, 9_999] { counters.countClass(index, model: 1) }
        #expect([0, 1, 63, 64].map { counters.classCount($0, model: 1) } == [2, 0, 1, 3])
        #expect((0...64).allSatisfy { counters.classCount($0, model: 0) == 0 })
    }

    @Test func `a host's most models have counters`() {
        let counters = ServingCounters(modelCount: ModelHost.modelCountMax)
        counters.countPrediction(model: ModelHost.modelCountMax - 1, rowCount: 2, stages: StageTimes(parse: .max))
        #expect(counters.rowCount(model: ModelHost.modelCountMax - 1) == 2)
        #expect(counters.rowCount(model: ModelHost.modelCountMax - 2) == 0)
    }

    @Test(.enabled(if: callocation_is_counting() != 0))
    func `counting allocates nothing`() {
        let counters = ServingCounters(modelCount: 2)
        let before = callocation_count()
        for index in 0..<1000 {
            counters.countPrediction(model: 1, rowCount: index, stages: StageTimes(parse: UInt64(index) << 20))
            counters.countRefusal(model: 0)
            counters.countViolation(.missingFeature, model: 1)
            counters.countResponse(.badRequest)
            counters.countRefusal(.queueTime)
            counters.countClass(index, model: 0)
            counters.countConfidence(1 / Double(index), model: 0)
            counters.countWrite(model: 0, nanoseconds: UInt64(index))
        }
        let counted = callocation_count() - before
        #expect(counted == 0)
        #expect(counters.rowCount(model: 1) == 499_500)
    }

    /// What one thread counts, and tells when it is done.
    private final class Owner: Sendable {
        let counters = ServingCounters(modelCount: 2)
        let isDone = Atomic<Bool>(false)
        static let requestCount = 100_000

        func work() {
            for index in 0..<Self.requestCount {
                counters.countPrediction(model: index & 1, rowCount: 3, stages: StageTimes(parse: 5_000))
                counters.countResponse(.ok)
            }
            isDone.store(true, ordering: .releasing)
        }
    }

    @Test func `nothing is lost while others read, and no count goes back`() {
        let owners = [Owner(), Owner(), Owner()]
        let threads = owners.map { owner in SystemThread.started { owner.work() } }
        var last: UInt64 = 0
        while !owners.allSatisfy({ $0.isDone.load(ordering: .acquiring) }) {
            let sum = owners.reduce(0) { $0 + $1.counters.rowCount(model: 0) + $1.counters.responseCount(.ok) }
            #expect(sum >= last)
            last = sum
        }
        for thread in threads { thread.join() }
        for owner in owners {
            #expect(owner.counters.responseCount(.ok) == UInt64(Owner.requestCount))
            for model in 0..<2 { #expect(owner.counters.rowCount(model: model) == UInt64(3 * Owner.requestCount / 2)) }
        }
    }
}
