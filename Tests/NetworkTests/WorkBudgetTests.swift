import Network
import Testing

struct WorkBudgetTests {
    @Test func `what is added and taken off comes back to nothing`() {
        let budget = WorkBudget(workerCount: 2)
        budget.add(estimatedNanoseconds: 700)
        budget.add(estimatedNanoseconds: 300)
        #expect(budget.queuedNanoseconds == 1000)
        budget.remove(estimatedNanoseconds: 700)
        budget.remove(estimatedNanoseconds: 300)
        #expect(budget.queuedNanoseconds == 0)
        #expect(budget.expectedWaitNanoseconds == 0)
    }

    @Test func `workers share what waits`() {
        for workerCount in 1...4 {
            let budget = WorkBudget(workerCount: workerCount)
            budget.add(estimatedNanoseconds: 12_000_000)
            #expect(budget.costFactor == 1)
            #expect(budget.expectedWaitNanoseconds == 12_000_000 / workerCount)
        }
    }

    @Test func `the wait follows what work has cost lately`() {
        let budget = WorkBudget(workerCount: 2)
        budget.add(estimatedNanoseconds: 2_000_000_000)
        budget.record(worker: 0, estimatedNanoseconds: 100_000, measuredNanoseconds: 300_000)
        #expect(budget.costFactor > 1 && budget.costFactor < 1.1, "one piece changes little")
        for _ in 0..<1000 {
            for worker in 0..<2 { budget.record(worker: worker, estimatedNanoseconds: 100_000, measuredNanoseconds: 300_000) }
        }
        #expect(abs(budget.costFactor - 3) < 0.01)
        #expect(abs(budget.expectedWaitNanoseconds - 3_000_000_000) < 10_000_000)
        for _ in 0..<1000 { budget.record(worker: 0, estimatedNanoseconds: 100_000, measuredNanoseconds: 100_000) }
        #expect(abs(budget.costFactor - 2) < 0.01, "each worker counts as much as it works")
    }

    @Test func `a refused client is told whole seconds, at least one`() {
        let budget = WorkBudget(workerCount: 1)
        #expect(budget.retryAfterSeconds == 1)
        budget.add(estimatedNanoseconds: 1_000_000_000)
        #expect(budget.retryAfterSeconds == 1)
        budget.add(estimatedNanoseconds: 1)
        #expect(budget.retryAfterSeconds == 2)
    }
}
