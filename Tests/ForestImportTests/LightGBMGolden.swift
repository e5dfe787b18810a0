import Codecs
import Forest
import ForestImport
import SystemPackage
import TestSupport

/// A model of `Tests/Goldens/lightgbm` with its rows and what LightGBM said to them. `ESPALIER_LIGHTGBM_GOLDENS` names another folder of
/// the same shape, relative to the package.
struct LightGBMGolden: CustomStringConvertible {
    /// `4.7.0`, `binary`.
    let release: String
    let name: String
    private let folder: String

    static func all() -> [LightGBMGolden] {
        let root = TestEnvironment.value("ESPALIER_LIGHTGBM_GOLDENS") ?? "Tests/Goldens/lightgbm"
        return SourceTree.files(below: root, suffix: ".csv").map { path in
            let parts = path.split(separator: "/")
            return LightGBMGolden(
                release: String(parts[parts.count - 2]), name: String(parts[parts.count - 1].dropLast(4)),
                folder: parts.dropLast().joined(separator: "/"))
        }
    }

    static func bytes(_ path: String) -> [UInt8] { FileBytes.read(SharedData.packageRoot.appending(path)) ?? [] }

    var description: String { "\(release)/\(name)" }
    var model: [UInt8] { Self.bytes("\(folder)/\(name).txt") }

    /// Of linear leaves, and of files that different releases read differently.
    var isRefused: Bool {
        let isOfProbabilities = ["rf_binary", "rf_poisson", "rf_multiclass"].contains(name)
        let isVersion2 = release.hasPrefix("2.1.") || release.hasPrefix("2.2.")
        return name == "linear_tree" || (name == "huber_sqrt" && release.hasPrefix("2.1.")) || (isOfProbabilities && isVersion2)
    }

    struct Row {
        var inputs: [Double] = []
        var raw: [Double] = []
        var predictions: [Double] = []
    }

    func rows() -> [Row] {
        let lines = String(decoding: Self.bytes("\(folder)/\(name).csv"), as: UTF8.self).split(separator: "\n")
        let names = lines[0].split(separator: ",")
        return lines.dropFirst().map { line in
            var row = Row()
            for (name, field) in zip(names, line.split(separator: ",")) {
                guard let value = Double(String(field)) else { preconditionFailure("\(self): \(field)") }
                if name.hasPrefix("raw_") {
                    row.raw.append(value)
                } else if name.hasPrefix("pred_") {
                    row.predictions.append(value)
                } else {
                    row.inputs.append(value)
                }
            }
            return row
        }
    }
}

extension Scorer {
    /// Margins and predictions of rows of float64.
    func score(_ rows: [[Double]]) -> (margins: [Double], predictions: [Double]) {
        var margins = [Double](repeating: .nan, count: rows.count * forest.outputCount)
        let inputs = rows.flatMap(\.self)
        unsafe inputs.withUnsafeBufferPointer { inputs in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                guard let start = inputs.baseAddress, let into = margins.baseAddress else { return }
                unsafe self.margins(rows: start, rowCount: rows.count, rowStride: forest.featureCount, into: into)
            }
        }
        var predictions = margins
        unsafe predictions.withUnsafeMutableBufferPointer { predictions in
            guard let start = predictions.baseAddress else { return }
            unsafe self.predictions(margins: start, rowCount: rows.count, into: start)
        }
        return (margins, predictions)
    }
}
