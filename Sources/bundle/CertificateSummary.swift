import Base
import Bundles
import Forest

/// A certificate as a person reads it.
struct CertificateSummary {
    let lines: [String]

    init(_ certificate: Certificate) {
        let structure = certificate.structure
        let predictions = certificate.predictions
        var rows = [
            [
                "certified",
                "\(Printable.count(certificate.comparedCount, "row")) give the margins of \(Printable.text(certificate.library)) "
                    + "\(Printable.text(certificate.libraryVersion)), bit for bit",
            ],
            [
                "predictions",
                "\(Printable.count(predictions.equalCount)) of \(Printable.count(predictions.count)) equal, at most "
                    + "\(Printable.count(predictions.differenceMaxULPs, "ulp")) of "
                    + "\(predictions.width == .float32 ? "float32" : "float64") apart",
            ],
        ]
        if certificate.refusedCount > 0 {
            rows.append(["left out", "\(Printable.count(certificate.refusedCount, "row")) that the library refuses"])
        }
        let met = certificate.coverage.reduce(0) { $0 + $1.metCount }
        let pairs = certificate.coverage.reduce(0) { $0 + $1.count }
        if pairs > 0 {
            rows.append(["covered", "\(Printable.count(met)) of \(Printable.count(pairs)) pairs of a split and a value"])
        }
        rows.append([
            "structure",
            structure.linearWeightCount > 0
                ? "\(Printable.count(structure.linearWeightCount, "weight")) as in the model file"
                : [
                    Printable.count(structure.thresholdCount, "threshold"),
                    Printable.count(structure.categorySetCount, "category set"),
                    Printable.count(structure.leafCount, "leaf", plural: "leaves"),
                ].joined(separator: ", ") + " as in the model file",
        ])
        if !certificate.float32Features.isEmpty {
            rows.append([
                "float32",
                "\(Printable.count(certificate.float32Features.count, "feature")) must not be rounded to float32 before they are sent",
            ])
        }
        if !certificate.warnings.isEmpty { rows.append(["warnings", Printable.count(certificate.warnings.count)]) }
        lines = rows.map { "  " + Printable.padded($0[0], 12) + "  " + Printable.text($0[1]) }
    }
}
