import Forest
import ForestImport
import TestSupport
import Testing

struct LightGBMParityTests {
    @Test(arguments: LightGBMGolden.all().filter { !$0.isRefused })
    func `margins are LightGBM's bit for bit, predictions within two ulps`(golden: LightGBMGolden) throws {
        let imported = try ForeignFile.read(golden.model)
        let rows = golden.rows()
        #expect(rows.count >= 13)
        let reference = ReferenceScorer(imported.ensemble)
        let scorer = Scorer(FlatForest(imported.ensemble))
        let scored = scorer.score(rows.map(\.inputs))
        let width = imported.ensemble.outputCount
        var ulpMax: UInt64 = 0
        for (index, row) in rows.enumerated() {
            // LightGBM's raw score of a random forest is the sum; its prediction is made of the mean.
            let expected = row.raw.map { bits($0 / imported.ensemble.aggregation.divisor) }
            try #require(expected.count == width)
            let margins = reference.margins(row.inputs).map(bits)
            #expect(margins == expected, "row \(index): \(row.inputs)")
            #expect(scored.margins[index * width..<(index + 1) * width].map(bits) == margins, "row \(index): \(row.inputs)")
            for (found, prediction) in zip(scored.predictions[index * width..<(index + 1) * width], row.predictions) {
                ulpMax = max(ulpMax, ulps(found, prediction))
            }
        }
        // Only cross_entropy_lambda needs the two: releases before 3.3 compute log(1 + exp(x)), later ones log1p(exp(x)).
        #expect(ulpMax <= (golden.name.contains("lambda") ? 2 : 0))
        print("\(golden): \(rows.count) rows, predictions within \(ulpMax) ulp")
    }

    @Test(arguments: LightGBMGolden.all().filter(\.isRefused))
    func `what cannot be represented or is not sure is refused by name`(golden: LightGBMGolden) {
        let error = ForeignFile.refusal(golden.model)
        let words = ["linear_tree": "linear_tree=true", "huber_sqrt": "huber sqrt"]
        #expect(error.description.contains(words[golden.name] ?? "average_output: a random forest"), "\(error)")
    }

    @Test func `every release that is claimed has its goldens`() {
        guard TestEnvironment.value("ESPALIER_LIGHTGBM_GOLDENS") == nil else { return }
        let releases = Set(LightGBMGolden.all().map(\.release))
        #expect(releases == ["2.1.0", "2.2.3", "2.3.1", "3.3.5", "4.0.0", "4.7.0"])
    }

    private func bits(_ value: Double) -> UInt64 { value.bitPattern }

    /// How many float64 numbers lie between the two, one of them counted.
    private func ulps(_ first: Double, _ second: Double) -> UInt64 {
        func place(_ value: Double) -> Int64 {
            let bits = Int64(bitPattern: value.bitPattern)
            return bits < 0 ? Int64.min - bits : bits
        }
        if first.isNaN || second.isNaN { return first.isNaN && second.isNaN ? 0 : .max }
        return place(first).subtractingReportingOverflow(place(second)).partialValue.magnitude
    }
}
