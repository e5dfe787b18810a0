/// A check that a bundle passed: a line of `bundle verify`.
package struct BundleCheck: Sendable, Equatable {
    /// The file.
    package var subject: String
    package var outcome: String

    package init(subject: String, outcome: String) {
        self.subject = subject
        self.outcome = outcome
    }

    static func intact(_ file: Manifest.FileEntry) -> BundleCheck {
        BundleCheck(subject: file.name, outcome: "\(file.byteCount) bytes, sha256 \(file.sha256.prefix(12))... as listed")
    }

    static func selfTest(_ selfTest: Manifest.SelfTest) -> BundleCheck {
        let marginCount = selfTest.margins.reduce(0) { $0 + $1.count }
        return BundleCheck(
            subject: BundleFile.manifest,
            outcome: "self test: \(selfTest.rows.count) rows give the stored \(marginCount) margins, bit for bit")
    }
}
