import Bundles
import Forest
import ForestImport
import ForestImportTestSupport
import ForestTestSupport
import SystemPackage
import TestSupport
import Testing

/// Models that releases of XGBoost saved, and what the same release said of hard rows (Tests/Goldens/xgboost/make_goldens.py).
struct XGBoostGoldenTests {
    static let places: [String] = SourceTree.entries(of: "Tests/Goldens/xgboost").filter(\.isFolder).flatMap { version in
        SourceTree.entries(of: "Tests/Goldens/xgboost/\(version.name)").map(\.name)
            .filter { $0.hasSuffix(".json") || $0.hasSuffix(".ubj") }.map { "xgboost/\(version.name)/\($0)" }
    }.sorted()

    /// Float32 numbers between prediction and XGBoost's, which adds and divides in float32 what `expf` gave: 5 were seen of softmax, 2
    /// of the sigmoid, on rows of larger models.
    static let differenceMax = 5

    @Test(arguments: places)
    func `margins are XGBoost's by bits, from the reference and from the flat forest`(place: String) throws {
        let model = try ForeignFile.read(try GoldenRows.bytes(place))
        let golden = try GoldenRows(place.split(separator: ".").dropLast().joined(separator: ".") + ".rows")
        let reference = ReferenceScorer(model.ensemble)
        let scorer = Scorer(FlatForest(model.ensemble))
        #expect(golden.rows.count > 10)
        #expect(ForeignModel.check(try GoldenRows.bytes(place), format: model.format) == nil)
        #expect(model.libraryVersion == String(place.split(separator: "/")[1]))
        for (index, row) in golden.rows.enumerated() {
            let expected = row.margins.map { Double($0).bitPattern }
            let slow = reference.margins(row.inputs.map { Double($0) })
            #expect(slow.map(\.bitPattern) == expected, "row \(index): \(slow), expected \(row.margins)")
            let fast = scorer.margins(of: [row.inputs])
            #expect(fast.map(\.bitPattern) == expected, "row \(index) of the flat forest: \(fast), expected \(row.margins)")
        }
    }

    @Test(arguments: places)
    func `predictions are XGBoost's within a few float32`(place: String) throws {
        let model = try ForeignFile.read(try GoldenRows.bytes(place))
        let golden = try GoldenRows(place.split(separator: ".").dropLast().joined(separator: ".") + ".rows")
        let reference = ReferenceScorer(model.ensemble)
        for (index, row) in golden.rows.enumerated() {
            let predictions = reference.predictions(row.inputs.map { Double($0) }).map { Float($0) }
            if model.objectiveName == "multi:softmax" {
                let best = predictions.indices.max { predictions[$0] < predictions[$1] }
                #expect(row.predictions == [Float(best!)], "row \(index)")
                continue
            }
            #expect(predictions.count == row.predictions.count)
            for (prediction, expected) in zip(predictions, row.predictions) {
                let difference = Self.difference(prediction, expected)
                #expect(difference <= Self.differenceMax, "row \(index): \(prediction), expected \(expected)")
            }
        }
    }

    // Float32 numbers from one to the other. Below the normal ones XGBoost's sigmoid ends at 3e-39 where others reach 0.
    private static func difference(_ left: Float, _ right: Float) -> Int {
        if max(left.magnitude, right.magnitude) < Float.leastNormalMagnitude { return 0 }
        func place(_ value: Float) -> Int {
            value.sign == .minus ? -Int(value.magnitude.bitPattern) : Int(value.bitPattern)
        }
        return abs(place(left) - place(right))
    }
}
