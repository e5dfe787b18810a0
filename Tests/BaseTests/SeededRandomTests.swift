import Base
import Testing

struct SeededRandomTests {
    @Test func `one seed gives one sequence`() {
        var first = SeededRandom(seed: 42)
        var second = SeededRandom(seed: 42)
        #expect((0..<100).map { _ in first.next() } == (0..<100).map { _ in second.next() })
    }
}
