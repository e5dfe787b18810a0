import Statistics
import Testing

struct PopulationStabilityTests {
    @Test func `equal shares have index 0, whatever the counts`() {
        #expect(PopulationStability.index(expected: [10, 20, 30], actual: [100, 200, 300]).map { abs($0) < 1e-15 } == true)
        #expect(PopulationStability.index(expected: [5, 0, 5], actual: [7, 0, 7]) == 0)
    }

    @Test func `the index is the sum over bins by its definition`() throws {
        // 0.1 ln 1.2 - 0.1 ln 0.8
        let index = try #require(PopulationStability.index(expected: [50, 50], actual: [60, 40]))
        #expect(abs(index - 0.040546510810816) < 1e-14)
        // 0.25 ln (0.5 / 0.25) * 2
        let other = try #require(PopulationStability.index(expected: [25, 50, 25], actual: [50, 25, 25]))
        #expect(abs(other - 0.346573590279973) < 1e-14)
    }

    @Test func `an empty bin counts as half a row and keeps the index finite`() throws {
        let index = try #require(PopulationStability.index(expected: [100, 0], actual: [50, 50]))
        #expect(index.isFinite && index > PopulationStability.large)
    }

    @Test func `without rows on a side, or with other bins, there is none`() {
        #expect(PopulationStability.index(expected: [0, 0], actual: [1, 2]) == nil)
        #expect(PopulationStability.index(expected: [1, 2], actual: [0, 0]) == nil)
        #expect(PopulationStability.index(expected: [1, 2], actual: [1, 2, 3]) == nil)
    }
}
