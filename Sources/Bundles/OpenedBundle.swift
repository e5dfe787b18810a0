internal import Forest
internal import SystemPackage

/// What opening a bundle gives.
struct OpenedBundle {
    let manifest: Manifest
    let forest: FlatForest
    let scorer: Scorer

    /// Opens a bundle, and opens it again when it was exchanged for a fuller one meanwhile: files of both may have been read then.
    static func open(
        path: FilePath, checksPlace: Bool, signedBy key: (any SignatureVerifier)?, onCheck: (BundleCheck) -> Void
    ) throws(BundleError) -> OpenedBundle {
        var replacementCount = 0
        while true {
            let reader = try BundleReader(path: path)
            var checks: [BundleCheck] = []
            do throws(BundleError) {
                let opened = try OpenedBundle(reader, checksPlace: checksPlace, signedBy: key) { checks.append($0) }
                checks.forEach(onCheck)
                return opened
            } catch {
                if reader.isStillInPlace || replacementCount == BundleLimits.replacementCountMax {
                    checks.forEach(onCheck)
                    throw error
                }
                replacementCount += 1
            }
        }
    }

    private init(
        _ reader: borrowing BundleReader, checksPlace: Bool, signedBy key: (any SignatureVerifier)?,
        onCheck: (BundleCheck) -> Void
    ) throws(BundleError) {
        manifest = try reader.manifest(signedBy: key, onCheck: onCheck)
        if checksPlace { try reader.checkPlace(of: manifest) }
        try reader.checkEntries(manifest)
        _ = try reader.signature()
        forest = try reader.forest(manifest, onCheck: onCheck)
        for file in manifest.files where file.name != BundleFile.forest {
            _ = try reader.contents(of: file)
            onCheck(.intact(file))
        }
        let bundle = reader.path.string
        try ManifestAgreement(manifest).check(forest, bundle: bundle)
        onCheck(BundleCheck(subject: BundleFile.manifest, outcome: "agrees with the forest"))
        scorer = Scorer(forest)
        try SelfTestRun(manifest).check(scorer, bundle: bundle)
        onCheck(.selfTest(manifest.selfTest))
    }
}
