import Base
import Reports
import TestSupport
import Testing

struct TicksTests {
    @Test(
        arguments: [
            (0...1, 6, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (0...100, 6, ["0", "20", "40", "60", "80", "100"]),
            (1...163, 9, ["20", "40", "60", "80", "100", "120", "140", "160"]),
            (0.22...0.58, 7, ["0.25", "0.30", "0.35", "0.40", "0.45", "0.50", "0.55"]),
            (-1...1, 5, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
            (0...500_000, 6, ["0", "100,000", "200,000", "300,000", "400,000", "500,000"]),
            (0...2_500_000, 6, ["0", "0.5M", "1.0M", "1.5M", "2.0M", "2.5M"]),
            (0...4e9, 5, ["0", "1G", "2G", "3G", "4G"]),
            (0...3e-6, 4, ["0", "1e−6", "2e−6", "3e−6"]),
            (1e18...1.2e18, 3, ["1e18", "1.1e18", "1.2e18"]),
            (0.1...0.3, 3, ["0.1", "0.2", "0.3"]),
        ] as [(ClosedRange<Double>, Int, [String])])
    func `ticks are round numbers with labels of one form`(bounds: ClosedRange<Double>, countMax: Int, labels: [String]) {
        #expect(Ticks(over: bounds, countMax: countMax).labels() == labels)
    }

    @Test func `percentages have the places that the step needs`() {
        #expect(Ticks(over: 0...1, countMax: 6).labels(isPercent: true) == ["0%", "20%", "40%", "60%", "80%", "100%"])
        #expect(Ticks(over: 0...0.01, countMax: 6).labels(isPercent: true) == ["0.0%", "0.2%", "0.4%", "0.6%", "0.8%", "1.0%"])
    }

    @Test func `whole ticks have no step below one`() {
        #expect(Ticks(over: 1...3, countMax: 9, isWhole: true).labels() == ["1", "2", "3"])
        #expect(Ticks(over: 0.2...0.4, countMax: 9, isWhole: true).reachingOut().labels() == ["0", "1"])
    }

    @Test func `reaching out begins and ends with a tick`() {
        let ticks = Ticks(over: 0.22...0.58, countMax: 7).reachingOut()
        #expect(ticks.bounds == 0.2...0.6)
        #expect(ticks.values.first == 0.2)
        #expect(ticks.values.last == 0.6)
    }

    @Test(
        arguments: [
            (0, 0), (5, 5), (-3, -3), (-0.0, 0.0), (1e308, 1e308), (-.infinity, .infinity), (-.infinity, 0),
            (.infinity, .infinity),
            (0, .leastNonzeroMagnitude), (-1.7e308, 1.7e308), (1, 1 + .ulpOfOne), (1e15, 1e15 + 1), (0, 1e-300),
        ] as [(Double, Double)])
    func `bounds without an inside, or without an end, still make ticks`(lower: Double, upper: Double) {
        let bounds = lower...upper
        for countMax in [-5, 0, 1, 2, 7, Int.max] {
            for isWhole in [false, true] {
                check(Ticks(over: bounds, countMax: countMax, isWhole: isWhole), "\(bounds) \(countMax)")
                check(Ticks(over: bounds, countMax: countMax, isWhole: isWhole).reachingOut(), "\(bounds) \(countMax)")
            }
        }
    }

    @Test func `ticks of any range rise, lie within it and have distinct labels`() {
        var random = TestSeed.random(12)
        for _ in 0..<3_000 {
            let center = (random.nextUnit() - 0.5) * Double("1e\(random.next(below: 60) - 30)")!
            let half = random.nextUnit() * Double("1e\(random.next(below: 60) - 30)")!
            guard half > abs(center) * 1e-6 else { continue }
            let countMax = 2 + random.next(below: 10)
            let ticks = Ticks(over: (center - half)...(center + half), countMax: countMax)
            check(ticks, "\(center) ± \(half)")
            #expect(ticks.values.count <= countMax)
            #expect(ticks.values.count >= 1)
        }
    }

    private func check(_ ticks: Ticks, _ what: String) {
        let labels = ticks.labels()
        #expect(ticks.bounds.lowerBound < ticks.bounds.upperBound, "\(what)")
        #expect(ticks.values.allSatisfy(ticks.bounds.contains), "\(what)")
        #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy { $0 < $1 }, "\(what)")
        #expect(labels.count == ticks.values.count, "\(what)")
        #expect(Set(labels).count == labels.count, "\(what): \(labels)")
        #expect(ticks.values.count <= 50, "\(what)")
    }
}
