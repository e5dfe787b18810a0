import Scoring
import Testing

struct MemoryPlanTests {
    private static let needs = MemoryPlan.Needs(fixed: 1 << 20, perWorker: 2 << 20, perBlockByte: 10, perBlock: 4 << 20)

    @Test func `a plan is never over its limit, and says what it takes`() throws {
        for limit in stride(from: 14_000_000, to: 600_000_000, by: 7_777_777) {
            for threads in [1, 2, 3, 8, 64] {
                let plan = try MemoryPlan(byteCountMax: limit, threadCount: threads, needs: Self.needs)
                let perBlock = Self.needs.perBlock + plan.blockByteCount * Self.needs.perBlockByte
                #expect(plan.byteCount <= limit)
                #expect(plan.byteCount == 1 << 20 + plan.threadCount * Self.needs.perWorker + plan.blockCount * perBlock)
                #expect((1...threads).contains(plan.threadCount))
                #expect((plan.threadCount + 1...2 * plan.threadCount + 1).contains(plan.blockCount))
            }
        }
    }

    @Test func `the size of blocks does not depend on the number of threads`() throws {
        for limit in stride(from: 14_000_000, to: 600_000_000, by: 7_777_777) {
            let sizes = try [1, 2, 3, 8, 64].map {
                try MemoryPlan(byteCountMax: limit, threadCount: $0, needs: Self.needs).blockByteCount
            }
            #expect(Set(sizes).count == 1)
        }
    }

    @Test func `too little is refused with the least that works, which works`() throws {
        let error = #expect(throws: OptionError.self) {
            try MemoryPlan(byteCountMax: 1 << 20, threadCount: 2, needs: Self.needs)
        }
        let least = try #require(Int(error?.description.split(separator: " ").last ?? ""))
        #expect(try MemoryPlan(byteCountMax: least, threadCount: 2, needs: Self.needs).threadCount == 1)
        #expect(throws: OptionError.self) { try MemoryPlan(byteCountMax: least - 1, threadCount: 2, needs: Self.needs) }
    }
}
