import Base
import BundleTestSupport
import Bundles
import Codecs
import Forest
import SystemPackage
import Tabular
import TestSupport

/// A table for the small model, and what the model says about it by the slow path: contract, reference scorer, decision.
struct ScoredTable {
    var header = ["id", "city", "age", "income", "note", "outcome"]
    var rows: [[String]] = []

    /// Random rows with everything that the contract lets pass: numbers in many spellings, missing markers, unknown cities,
    /// values out of range.
    init(rowCount: Int, _ random: inout SeededRandom) {
        let cities = SampleManifest.cities + ["Paris", "", "NA", "a\nb"]
        for index in 0..<rowCount {
            rows.append([
                "\(index)", cities[random.next(below: cities.count)], Self.number(&random, scale: 100),
                Self.number(&random, scale: 80_000),
                ["", "plain", "with, comma", "with \"quotes\"", "é\r\nline"][random.next(below: 5)], "yes",
            ])
        }
    }

    private static func number(_ random: inout SeededRandom, scale: Double) -> String {
        let value = random.nextUnit() * scale
        switch random.next(below: 8) {
        case 0: return "\(Int(value))"
        case 1: return "\(Float(value))"
        case 2: return "\(value)"
        case 3: return "\(value)e-2"
        case 4: return ["", "NA", "?", "null"][random.next(below: 4)]
        case 5: return scale == 100 ? "35.5" : "42000"
        default: return "\(Int(value)).\(random.next(below: 10))"
        }
    }

    var csv: [UInt8] {
        var buffer = ByteBuffer()
        for record in [header] + rows {
            for (index, field) in record.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.appendCSVField(field)
            }
            buffer.append("\n")
        }
        return buffer.bytes
    }

    /// The margins of each row by the reference scorer.
    func margins(_ model: SmallModel) -> [[Double]] {
        let encoder = RowEncoder(model.manifest.contract)
        let scorer = ReferenceScorer(model.forest.ensemble())
        return rows.map { row in
            scorer.margins(
                model.manifest.contract.features.enumerated().map { index, feature in
                    var text = row[header.firstIndex(of: feature.name)!]
                    var code = Float.nan
                    _ = text.withUTF8 { unsafe encoder.encode(text: $0, feature: index, into: &code) }
                    return Double(code)
                })
        }
    }
}

/// CSV text taken apart by the reader under test elsewhere: all records as texts.
func records(_ path: FilePath) throws -> [[String]] {
    var reader = try CSVReader(path: path)
    var records = [reader.header]
    while try reader.readBlock() {
        for row in 0..<reader.rowCount {
            records.append(
                reader.header.indices.map { unsafe String(decoding: reader.field(row: row, column: $0), as: UTF8.self) })
        }
    }
    return records
}
