internal import Codecs
internal import Forest
internal import SystemPackage
internal import Tabular

extension Manifest {
    /// sha256 of what the model expects of its input: of the JSON text without blanks of an object of the manifest's members `policy`,
    /// `missing_markers` and `features`, in this order and spelled as the manifest spells them.
    public var contractSHA256: String {
        var buffer = ByteBuffer()
        JSONValue.object(jsonValue.members(["policy", "missing_markers", "features"])).write(into: &buffer, indented: false)
        return SHA256.hexDigest(of: buffer.bytes)
    }

    /// sha256 of forest.bin.
    public var forestSHA256: String? { files.first { $0.name == BundleFile.forest }?.sha256 }
}

extension JSONValue {
    fileprivate func members(_ names: [String]) -> [Member] {
        guard case .object(let members) = self else { return [] }
        return names.flatMap { name in members.filter { $0.name == name } }
    }
}

/// What the certificate says beside what the bundle is.
struct CertificateAgreement {
    private let certificate: Certificate

    init(_ certificate: Certificate) { self.certificate = certificate }

    func check(_ manifest: Manifest, _ forest: FlatForest, bundle: String) throws(BundleError) {
        func refusal(_ field: String, _ reason: String) -> BundleError {
            BundleError(bundle: bundle, file: BundleFile.certificate, field: field, reason: reason)
        }
        guard let source = manifest.provenance.source else {
            throw refusal("source_sha256", "is of a model file, but this model was not imported from one")
        }
        guard certificate.sourceSHA256 == source.sha256 else {
            throw refusal("source_sha256", "is of another file than the manifest's provenance.source, \(source.sha256)")
        }
        guard certificate.library == source.library else {
            throw refusal("library", "is \(certificate.library), but the model was imported from \(source.library)")
        }
        guard certificate.forestSHA256 == manifest.forestSHA256 else {
            throw refusal("forest_sha256", "is of another forest than this bundle's \(BundleFile.forest)")
        }
        guard certificate.contractSHA256 == manifest.contractSHA256 else {
            throw refusal(
                "contract_sha256", "is of another contract than this bundle's, whose sha256 is \(manifest.contractSHA256)")
        }
        guard certificate.predictions.width == forest.arithmetic.sumWidth else {
            throw refusal("predictions.width", "is not the width of the forest's sums")
        }
        let structure = certificate.structure
        guard structure.treeCount == forest.treeCount, structure.leafCount == forest.leafCount,
            structure.thresholdCount + structure.categorySetCount == forest.nodeCount - forest.leafCount,
            structure.missingRuleCount == forest.nodeCount - forest.leafCount,
            structure.linearWeightCount == (forest.isLinear ? forest.featureCount * forest.outputCount : 0)
        else {
            throw refusal(
                "structure", "counts other trees, splits, leaves or weights than this bundle's \(BundleFile.forest) has")
        }
    }
}

extension Bundle {
    /// Reads certificate.json, checked anew, and compares it with the manifest and the forest. nil when there is none.
    public func certificate() throws(BundleError) -> Certificate? {
        guard has(BundleFile.certificate) else { return nil }
        let certificate = try Certificate(json: contents(of: BundleFile.certificate).bytes, bundle: path.string)
        try CertificateAgreement(certificate).check(manifest, forest, bundle: path.string)
        return certificate
    }

    /// Refuses a bundle without a certificate, or with one that is not its own.
    public func requireCertificate() throws(BundleError) {
        guard try certificate() != nil else {
            throw BundleError(
                bundle: path.string, file: BundleFile.certificate,
                reason: manifest.provenance.source == nil
                    ? "is missing, and one is required; this model was trained here, only imported models can have one"
                    : "is missing, and one is required; `bundle certify` makes it")
        }
    }
}
