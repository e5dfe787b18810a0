import BundleTestSupport
import Bundles
import Forest
import SystemPackage
import Tabular
import TestSupport
import Testing

struct CertificateTests {
    private let folder = TemporaryFolder()
    private let model = SmallModel(imported: .identity, task: .regression)
    private let bundle: Bundle
    private let whole: Certificate

    init() throws {
        bundle = try Bundle(path: try model.write(to: folder.path))
        whole = SampleCertificate.of(bundle)
    }

    private func added(_ certificate: Certificate) throws -> Bundle {
        var additions = BundleAdditions()
        additions.certificate = certificate.json()
        try BundleWriter.replace(bundle.path, with: additions)
        return try Bundle(path: bundle.path)
    }

    /// A bundle with a certificate that no writer would give it.
    private func loose(_ certificate: Certificate, _ model: SmallModel) throws -> Bundle {
        var loose = LooseBundle(model)
        loose.files[BundleFile.certificate] = certificate.json()
        try loose.write(to: folder.path.appending("loose"))
        return try Bundle(path: folder.path.appending("loose"))
    }

    @Test func `a certificate reads back as it was written`() throws {
        let bytes = whole.json()
        let read = try Certificate(json: bytes, bundle: "b")
        #expect(read == whole)
        #expect(read.json() == bytes)
        #expect(read.comparedCount == 10 && read.refusedCount == 2)
    }

    struct Case: CustomTestStringConvertible {
        let old: String
        let new: String
        let field: String
        let accepted: String
        var testDescription: String { "\(field): \(new.prefix(40))" }
    }

    static let cases: [Case] = [
        Case(old: "espalier-certificate", new: "espalier-bundle", field: "format", accepted: "espalier-certificate"),
        Case(old: "\"format_version\": 1", new: "\"format_version\": 2", field: "format_version", accepted: "reads 1"),
        Case(old: "\"library\": \"XGBoost\"", new: "\"library\": \"\"", field: "library", accepted: "at least one character"),
        Case(old: "\"forest_sha256\": \"", new: "\"forest_sha256\": \"A", field: "forest_sha256", accepted: "64 lower-case"),
        Case(old: "\"compared\": 10,", new: "\"compared\": 0,", field: "cases", accepted: "at least one"),
        Case(old: "\"compared\": 10,", new: "\"compared\": -1,", field: "cases[0].compared", accepted: "from 0"),
        Case(old: "\"compared\": 10,", new: "\"compared\": 99999999999,", field: "cases[0].compared", accepted: "4294967296"),
        Case(old: "\"refused\": 2", new: "\"refused\": 3", field: "refusals", accepted: "3 refused"),
        Case(old: "\"kind\": \"infinity\"", new: "\"kind\": \"threshold\"", field: "cases", accepted: "twice"),
        Case(old: "\"rows\": 2", new: "\"rows\": 0", field: "refusals[0].rows", accepted: "from 1"),
        Case(old: "\"width\": \"float32\"", new: "\"width\": \"float16\"", field: "predictions.width", accepted: "float64"),
        Case(old: "\"equal\": 9", new: "\"equal\": 11", field: "predictions.equal", accepted: "more than the 10"),
        Case(old: "\"met\": 3", new: "\"met\": 5", field: "coverage[0].met", accepted: "more than the 4"),
        Case(old: "\"leaves\":", new: "\"leafs\":", field: "structure.leaves", accepted: "missing"),
        Case(old: "\"thresholds\": 2", new: "\"thresholds\": 2.5", field: "float32_features[0].thresholds", accepted: "whole"),
        Case(old: "\"warnings\": [", new: "\"warnings\": [7,", field: "warnings[0]", accepted: "a string"),
        Case(old: "{\n  \"format\"", new: "{\n  \"note\": \"\",\n  \"format\"", field: "note", accepted: "warnings"),
    ]

    @Test(arguments: cases)
    func `what is wrong is named with its path and with what is accepted`(_ wrong: Case) throws {
        let text = String(decoding: whole.json(), as: UTF8.self)
        let changed = try #require(SampleManifest.replacing(wrong.old, by: wrong.new, in: text), "\(wrong.old) is not there")
        let error = #expect(throws: BundleError.self) { try Certificate(json: Array(changed.utf8), bundle: "b") }
        #expect(error?.file == "certificate.json")
        #expect(error?.field == wrong.field)
        #expect(error?.reason.contains(wrong.accepted) == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func `a bundle has the certificate that was added to it, and requires no other`() throws {
        #expect(throws: BundleError.self) { try bundle.requireCertificate() }
        let certified = try added(whole)
        #expect(try certified.certificate() == whole)
        try certified.requireCertificate()
        #expect(
            try certified.checkDocuments().contains { $0.subject == "certificate.json" && $0.outcome.contains("this bundle's") })
        #expect(certified.manifest.contractSHA256 == bundle.manifest.contractSHA256)
    }

    /// Certificates of something else, with the member that shows it.
    static let foreign: [(field: String, change: @Sendable (inout Certificate) -> Void)] = [
        ("source_sha256", { $0.sourceSHA256 = $0.rowsSHA256 }),
        ("library", { $0.library = "LightGBM" }),
        ("forest_sha256", { $0.forestSHA256 = $0.rowsSHA256 }),
        ("contract_sha256", { $0.contractSHA256 = $0.rowsSHA256 }),
        ("predictions.width", { $0.predictions.width = .float64 }),
        ("structure", { $0.structure.leafCount += 1 }),
        ("structure", { $0.structure.thresholdCount -= 1 }),
    ]

    @Test(arguments: foreign.indices)
    func `a certificate of another source, forest or contract is refused by its member`(index: Int) throws {
        var certificate = whole
        Self.foreign[index].change(&certificate)
        #expect(throws: BundleError.self, "the writer takes it") { try added(certificate) }
        let certified = try loose(certificate, model)
        let error = #expect(throws: BundleError.self) { try certified.certificate() }
        #expect(error?.file == "certificate.json" && error?.field == Self.foreign[index].field)
        #expect(throws: BundleError.self) { try certified.requireCertificate() }
        #expect(throws: BundleError.self) { try certified.checkDocuments() }
    }

    @Test func `a model that was trained here cannot have a certificate`() throws {
        let trained = try Bundle(path: try SmallModel(name: "trained").write(to: folder.path))
        let error = #expect(throws: BundleError.self) { try trained.requireCertificate() }
        #expect(error?.reason.contains("only imported models") == true)
        #expect(throws: BundleError.self) { try loose(whole, SmallModel(name: "trained")).certificate() }
    }

    @Test func `the hash of the contract is that of the members as the manifest spells them`() {
        var other = bundle.manifest
        other.contract.policy = .strict
        #expect(other.contractSHA256 != bundle.manifest.contractSHA256)
        other = bundle.manifest
        other.contract.missingMarkers.append("-")
        #expect(other.contractSHA256 != bundle.manifest.contractSHA256)
        other = bundle.manifest
        other.metrics = []
        other.version = 9
        #expect(other.contractSHA256 == bundle.manifest.contractSHA256)
    }
}
