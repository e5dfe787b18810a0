import BundleTestSupport
import Bundles
import Forest
import Serving
import SystemPackage
import TestSupport
import Testing

struct ModelHostTests {
    @Test func `the newest version of every model is served, by name`() throws {
        let folder = TemporaryFolder()
        for name in ["zeta", "alpha"] {
            for _ in 0..<2 { try SmallModel(name: name).write(to: folder.path) }
        }
        try SmallModel(name: "alpha").write(to: folder.path, version: 10)
        try LooseBundle.write(Array("hello".utf8), to: folder.path.appending("README.md"))
        for name in [".hidden", "lost+found"] { try LooseBundle.createFolder(folder.path.appending(name)) }
        let host = try ModelHost(folder: folder.path)
        #expect(host.listing.map(\.name) == ["alpha", "zeta"])
        #expect(host.listing.map(\.version) == [10, 2])
        #expect(host.refusals.isEmpty)
    }

    @Test func `a damaged bundle is refused by name and the others are served`() throws {
        let folder = TemporaryFolder()
        for name in ["a", "b", "c"] { try SmallModel(name: name).write(to: folder.path) }
        let forest = folder.path.appending("b").appending("1").appending("forest.bin")
        try LooseBundle.write([1, 2, 3], to: forest)
        let host = try ModelHost(folder: folder.path)
        #expect(host.listing.map(\.name) == ["a", "c"])
        #expect(host.refusals.count == 1)
        #expect(host.refusals[0].bundle.hasSuffix("/b/1"))
        #expect(host.refusals[0].file == "forest.bin")
    }

    @Test
    func `of many models, whoever opens them, the served and the refused come in the order of their names`()
        throws
    {
        let folder = TemporaryFolder()
        let names = (0..<40).map { "m\($0 / 10)\($0 % 10)" }
        for name in names { try SmallModel(name: name).write(to: folder.path) }
        let damaged = names.indices.filter { $0 % 7 == 3 }.map { names[$0] }
        for name in damaged {
            try LooseBundle.write([1], to: folder.path.appending(name).appending("1").appending("forest.bin"))
        }
        let host = try ModelHost(folder: folder.path)
        #expect(host.listing.map(\.name) == names.filter { !damaged.contains($0) })
        #expect(host.refusals.map(\.bundle) == damaged.map { folder.path.appending($0).appending("1").string })
    }

    @Test func `an older version does not stand in for a damaged newest one`() throws {
        let folder = TemporaryFolder()
        for _ in 0..<2 { try SmallModel(name: "a").write(to: folder.path) }
        try LooseBundle.write([], to: folder.path.appending("a").appending("2").appending("manifest.json"))
        let host = try ModelHost(folder: folder.path)
        #expect(host.modelCount == 0)
        #expect(host.refusals.map(\.bundle) == [folder.path.appending("a").appending("2").string])
    }

    @Test func `a folder without versions is refused by name`() throws {
        let folder = TemporaryFolder()
        try LooseBundle.createFolder(folder.path.appending("stray"))
        let host = try ModelHost(folder: folder.path)
        #expect(host.modelCount == 0)
        #expect(host.refusals.map(\.bundle) == [folder.path.appending("stray").string])
    }

    @Test func `a required certificate is asked of every model: those without their own are refused by name, the others served`()
        throws
    {
        let folder = TemporaryFolder()
        func model(_ name: String) -> SmallModel { SmallModel(imported: .identity, task: .regression, name: name) }
        let certified = try model("certified").write(to: folder.path)
        try model("without").write(to: folder.path)
        try SmallModel(name: "trained").write(to: folder.path)
        var additions = BundleAdditions()
        let certificate = SampleCertificate.of(try Bundle(path: certified))
        additions.certificate = certificate.json()
        try BundleWriter.replace(certified, with: additions)
        var foreign = LooseBundle(model("foreign"))
        var other = certificate
        other.forestSHA256 = certificate.rowsSHA256
        foreign.files["certificate.json"] = other.json()
        try foreign.write(to: folder.path.appending("foreign").appending("1"))
        #expect(try ModelHost(folder: folder.path).modelCount == 4)
        let host = try ModelHost(folder: folder.path, requiresCertificate: true)
        #expect(host.listing.map(\.name) == ["certified"])
        #expect(
            host.refusals.map(\.bundle)
                == ["foreign", "trained", "without"].map { folder.path.appending($0).appending("1").string })
        #expect(host.refusals.allSatisfy { $0.file == "certificate.json" })
    }

    @Test func `a folder that is not there is an error`() {
        #expect(throws: BundleError.self) { try ModelHost(folder: "/nonexistent/models") }
    }
}
