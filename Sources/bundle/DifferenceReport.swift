import Base
import Bundles
import Forest
import SystemPackage
import Tabular

/// Why there is no certificate: the first numbers that differ, each with its row.
struct DifferenceReport {
    let failure: ProofFailure

    private static let featuresShown = 32

    init(_ comparison: GoldenComparison, _ bundle: Bundle, _ file: GoldenFile) {
        let names = bundle.manifest.contract.features.map(\.name)
        var failure = ProofFailure(
            .badBundle,
            "\(bundle.path): is not what \(file.library) \(file.libraryVersion) computes: "
                + "\(Printable.count(comparison.differingRowCount)) of \(Printable.count(file.rowCount, "row")) differ; no certificate is written"
        )
        for difference in comparison.differences {
            failure.details.append(
                "row \(difference.row.index) (\(difference.row.kind)), \(difference.what) \(difference.output): expected "
                    + "\(difference.expected), found \(difference.found)")
            failure.details.append("  " + Self.features(difference.row.values, names))
        }
        self.failure = failure
    }

    private static func features(_ values: [Double], _ names: [String]) -> String {
        let shown = zip(names, values).prefix(featuresShown).map { name, value in
            "\(Printable.text(name, width: 40))=\(value.isNaN ? "missing" : "\(value)")"
        }
        let rest = values.count - shown.count
        return shown.joined(separator: " ") + (rest > 0 ? " and \(Printable.count(rest)) more" : "")
    }
}
