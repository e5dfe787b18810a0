import Base
import BundleTestSupport
import Bundles
import Forest
import Glibc
import SystemPackage
import TestSupport
import Testing

/// A published version that is exchanged for a fuller one.
struct BundleReplaceTests {
    let folder = TemporaryFolder()
    let model = SmallModel(imported: .exponential, task: .regression)
    let path: FilePath
    var modelFolder: FilePath { path.removingLastComponent() }

    init() throws { path = try model.write(to: folder.path.appending("models")) }

    /// Everything that can be added.
    var additions: BundleAdditions {
        var additions = BundleAdditions()
        additions.baseline = model.baseline
        additions.metrics = [Self.metrics("validation", 1.5)]
        additions.report = model.report
        additions.certificate = certificate().json()
        additions.signature = { manifest in Array(SHA256.hexDigest(of: manifest).utf8) }
        return additions
    }

    /// One of this model; `comparedCount` tells several apart.
    func certificate(comparedCount: Int = 10) -> Certificate {
        var certificate = SampleCertificate.of(model.manifest, model.forest)
        certificate.cases[0].comparedCount = comparedCount
        return certificate
    }

    static func metrics(_ split: String, _ rmse: Double) -> Manifest.SplitMetrics {
        Manifest.SplitMetrics(split: split, rowCount: 20, positiveClass: nil, values: [("rmse", rmse)])
    }

    /// The bytes of every file below the models.
    var contents: [String: [UInt8]] {
        let models = folder.path.appending("models")
        var contents: [String: [UInt8]] = [:]
        for name in FolderListing.paths(below: models) ?? [] {
            contents[name] = FileBytes.read(models.appending(name)) ?? []
        }
        return contents
    }

    /// Every step of replacing, with everything added.
    func steps() throws -> [WriteStep] {
        var steps: [WriteStep] = []
        try BundleWriter.replace(path, with: additions) { steps.append($0) }
        return steps
    }

    @Test func `what is added is there, and the forest and the contract are what they were`() throws {
        let before = try Bundle(path: path)
        let forest = FileBytes.read(path.appending("forest.bin"))
        try BundleWriter.replace(path, with: additions)
        let after = try Bundle(path: path)
        #expect(
            after.manifest.files.map(\.name) == ["baseline.json", "certificate.json", "forest.bin", "report.html"])
        #expect(FolderListing.names(in: modelFolder) == ["1"])
        #expect(FolderListing.names(in: path)?.count == 6)
        #expect(try after.baseline() == model.baseline)
        #expect(FileBytes.read(path.appending("report.html")) == model.report)
        #expect(FileBytes.read(path.appending("certificate.json")) == certificate().json())
        #expect(FileBytes.read(path.appending("forest.bin")) == forest)
        var expected = before.manifest
        expected.metrics = [Self.metrics("validation", 1.5)]
        expected.files = after.manifest.files
        #expect(after.manifest == expected)
        let manifest = try #require(FileBytes.read(path.appending("manifest.json")))
        #expect(FileBytes.read(path.appending("signature")) == Array(SHA256.hexDigest(of: manifest).utf8))
        _ = try after.checkDocuments()
        // Whoever had it open goes on with what it was.
        #expect(before.forest.ensemble() == after.forest.ensemble())
    }

    @Test func `metrics take the place of those of their split, and a signature stays only where its manifest does`() throws {
        var first = BundleAdditions()
        first.metrics = [Self.metrics("validation", 1), Self.metrics("training", 2)]
        let signature = [UInt8](repeating: 7, count: BundleLimits.signatureByteCount)
        first.signature = { _ in signature }
        try BundleWriter.replace(path, with: first)
        #expect(try Bundle(path: path).manifest.metrics == [Self.metrics("training", 2), Self.metrics("validation", 1)])
        try BundleWriter.replace(path, with: BundleAdditions())
        #expect(FileBytes.read(path.appending("signature")) == signature)
        var second = BundleAdditions()
        second.metrics = [Self.metrics("training", 3)]
        try BundleWriter.replace(path, with: second)
        #expect(try Bundle(path: path).manifest.metrics == [Self.metrics("training", 3), Self.metrics("validation", 1)])
        #expect(FileBytes.read(path.appending("signature")) == nil)
    }

    @Test func `a link to a version is followed, and stays a link`() throws {
        let link = folder.path.appending("link")
        #expect(unsafe symlink(path.string, link.string) == 0)
        try BundleWriter.replace(link, with: additions)
        #expect(try Bundle(path: path).has("certificate.json"))
        #expect(try Bundle(path: link).has("certificate.json"))
        #expect(FolderListing.names(in: folder.path) == ["link", "models"])
    }

    @Test(arguments: [Errno.noSpace, .ioError, .permissionDenied])
    func `a step that fails leaves the old version, byte for byte, and nothing beside it`(errno: Errno) throws {
        let before = contents
        let steps = try SmallReplacement.steps()
        #expect(steps.contains(.exchange) && steps.contains(.lockReplaced) && steps.contains(.writeFile("signature")))
        for (index, failing) in steps.enumerated() where failing != .removeReplaced {
            var stepIndex = 0
            let error = #expect(throws: BundleError.self, "\(failing)") {
                try BundleWriter.replace(path, with: additions) { (_) throws(Errno) in
                    defer { stepIndex += 1 }
                    if stepIndex == index { throw errno }
                }
            }
            #expect(error?.cause == .system(errno), "\(failing)")
            #expect(contents == before, "\(failing)")
        }
    }

    @Test func `an old version that cannot be removed waits for the next writer`() throws {
        try BundleWriter.replace(path, with: additions) { (step) throws(Errno) in
            if step == .removeReplaced { throw .permissionDenied }
        }
        #expect(FolderListing.names(in: modelFolder)?.count == 2)
        #expect(try Bundle(path: path).has("baseline.json"))
        #expect(try model.write(to: folder.path.appending("models")) == modelFolder.appending("2"))
        #expect(FolderListing.names(in: modelFolder) == ["1", "2"])
    }

    @Test func `one replaces at a time, and no writer sweeps up what stands under a temporary name meanwhile`() throws {
        var wasRefused = false
        try BundleWriter.replace(path, with: additions) { step in
            if step == .exchange {
                let error = #expect(throws: BundleError.self) { try BundleWriter.replace(path, with: additions) }
                wasRefused = error?.exitCode == .usage && error?.reason.contains("being replaced") == true
            }
            if step == .exchange || step == .syncModelFolder { _ = try? model.write(to: folder.path.appending("models")) }
        }
        #expect(wasRefused)
        #expect(try Bundle(path: path).has("certificate.json"))
        #expect(FolderListing.names(in: modelFolder) == ["1", "2", "3"])
    }

    @Test func `what the reader would refuse is not exchanged`() throws {
        let before = contents
        var wrong = additions
        wrong.report = Array("not a page".utf8)
        #expect(throws: BundleError.self) { try BundleWriter.replace(path, with: wrong) }
        wrong = additions
        wrong.baseline?.leafVisits.removeLast()
        let error = #expect(throws: BundleError.self) { try BundleWriter.replace(path, with: wrong) }
        #expect(error?.file == "baseline.json")
        #expect(contents == before)
    }

    @Test func `whoever opens a bundle while it is exchanged again and again finds it whole`() async throws {
        let path = path
        let readers = (0..<2).map { _ in
            Task.detached {
                for _ in 0..<200 { _ = try Bundle(path: path) }
            }
        }
        for index in 0..<60 {
            var additions = BundleAdditions()
            additions.metrics = [Self.metrics("training", Double(index))]
            additions.certificate = certificate(comparedCount: 1 + index).json()
            try BundleWriter.replace(path, with: additions)
        }
        for reader in readers { try await reader.value }
        #expect(try Bundle(path: path).manifest.metrics == [Self.metrics("training", 59)])
    }

    @Test func `a process that is killed between any two steps leaves the old version or the new one, whole`() throws {
        let models = folder.path.appending("models")
        let count = Program.run("BundleWriterProbe", [models.string, "replace"])
        let stepCount = try #require(Int(count.output.split(separator: "\n").last ?? ""), "\(count.error)")
        #expect(stepCount > 20)
        var replacedCount = 0
        for step in 0..<stepCount {
            let models = folder.path.appending("\(step)")
            let path = try model.write(to: models)
            let killed = Program.run("BundleWriterProbe", [models.string, "replace", "\(step)"])
            #expect(killed.exitCode == -SIGKILL, "step \(step): \(killed.error)")
            let bundle = try Bundle(path: path)
            _ = try bundle.checkDocuments()
            let names = FolderListing.names(in: path)
            #expect(names == (bundle.has("report.html") ? SmallReplacement.names : ["forest.bin", "manifest.json"]), "\(step)")
            if bundle.has("report.html") { replacedCount += 1 }
            #expect(try model.write(to: models).lastComponent?.string == "2")
            #expect(FolderListing.names(in: path.removingLastComponent()) == ["1", "2"], "step \(step)")
        }
        // The last two steps come after the exchange.
        #expect(replacedCount == 2)
    }
}

/// The same replacement again, where its steps are wanted before it is made.
private enum SmallReplacement {
    static let names = ["baseline.json", "certificate.json", "forest.bin", "manifest.json", "report.html", "signature"]

    static func steps() throws -> [WriteStep] { try BundleReplaceTests().steps() }
}
