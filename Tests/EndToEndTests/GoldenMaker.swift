import Bundles
import Forest
import SystemPackage
import TestSupport

/// What a library's script makes of probe.csv, with the reference scorer in the place of the library: so that `bundle certify` has golden
/// files where no library is installed.
struct GoldenMaker {
    var library: String
    var modelSHA256: String
    /// Changes a row's margins before they are written.
    var change: (_ row: Int, _ margins: inout [Double]) -> Void = { _, _ in }
    private let reference: ReferenceScorer

    init(_ bundle: Bundle) {
        library = bundle.manifest.provenance.source?.library ?? ""
        modelSHA256 = bundle.manifest.provenance.source?.sha256 ?? ""
        reference = ReferenceScorer(bundle.forest.ensemble())
    }

    /// The golden file's lines for those of a probe, whose names of features hold no commas. Rows with infinities are refused, as XGBoost
    /// does.
    func lines(_ probe: [String]) -> [String] {
        let outputCount = reference.ensemble.outputCount
        let names =
            (0..<outputCount).map { "golden:margin_\($0)" } + (0..<outputCount).map { "golden:prediction_\($0)" } + [
                "golden:refused", "golden:library", "golden:library_version", "golden:model_sha256", "golden:rows_sha256",
            ]
        let rowsSHA256 = SHA256.hexDigest(of: Array((probe.joined(separator: "\n") + "\n").utf8))
        var lines = [probe[0] + "," + names.joined(separator: ",")]
        for (row, line) in probe.dropFirst().enumerated() {
            let values = line.split(separator: ",", omittingEmptySubsequences: false).dropFirst(2).map { field in
                field.isEmpty ? Double.nan : Double(field) ?? (field == "-Infinity" ? -.infinity : .infinity)
            }
            var fields: [String]
            if values.contains(where: \.isInfinite) {
                fields = [String](repeating: "", count: 2 * outputCount) + ["no infinities here"]
            } else {
                var margins = reference.margins(values)
                change(row, &margins)
                fields = (margins + reference.predictions(values)).map(Self.hexadecimal) + [""]
            }
            fields += row == 0 ? [library, "9.9", modelSHA256, rowsSHA256] : ["", "", "", ""]
            lines.append(line + "," + fields.joined(separator: ","))
        }
        return lines
    }

    /// As Python's float.hex() spells it.
    private static func hexadecimal(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        if value == 0 { return value.sign == .minus ? "-0x0.0p+0" : "0x0.0p+0" }
        let digits = String(value.significandBitPattern, radix: 16)
        let fraction = String(repeating: "0", count: 13 - digits.count) + digits
        let exponent = value.isSubnormal ? -1022 : Int(value.exponent)
        return (value < 0 ? "-" : "") + (value.isSubnormal ? "0x0." : "0x1.") + fraction + "p" + (exponent < 0 ? "" : "+")
            + "\(exponent)"
    }
}
