internal import Forest
internal import SystemPackage

extension Bundle {
    /// Checks what opening leaves for later: the baseline against manifest and forest, and that the report is a page.
    package func checkDocuments() throws(BundleError) -> [BundleCheck] {
        var checks: [BundleCheck] = []
        if let baseline = try baseline() {
            checks.append(
                BundleCheck(
                    subject: BundleFile.baseline,
                    outcome:
                        "agrees: \(baseline.features.count) features, visits of \(forest.leafCount) leaves by \(baseline.rowCount) rows"
                ))
        }
        if has(BundleFile.report) {
            try checkReport()
            checks.append(BundleCheck(subject: BundleFile.report, outcome: "is a page of HTML"))
        }
        if let certificate = try certificate() {
            checks.append(
                BundleCheck(
                    subject: BundleFile.certificate,
                    outcome:
                        "is this bundle's: \(certificate.comparedCount) rows give the margins of \(certificate.library) \(certificate.libraryVersion), bit for bit"
                ))
        }
        return checks
    }

    /// A report is UTF-8 and begins as a page does.
    private func checkReport() throws(BundleError) {
        let bytes = try contents(of: BundleFile.report).bytes
        let beginning = "<!doctype html>"
        guard let text = String(validating: bytes, as: UTF8.self), text.prefix(beginning.count).lowercased() == beginning else {
            throw BundleError(
                bundle: path.string, file: BundleFile.report,
                reason: "is not a page; accepted is UTF-8 that begins with \(beginning)")
        }
    }
}
