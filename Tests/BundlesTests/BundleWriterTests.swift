import Base
import BundleTestSupport
import Bundles
import Forest
import SystemPackage
import TestSupport
import Testing

struct BundleWriterTests {
    let folder = TemporaryFolder()
    var output: FilePath { folder.path.appending("models") }
    var modelFolder: FilePath { output.appending("small") }

    static let model = SmallModel()

    func write(version: Int? = nil, before hook: (WriteStep) throws(Errno) -> Void) throws(BundleError) -> FilePath {
        try Self.model.write(to: output, version: version, before: hook)
    }

    /// Every step of a write into an empty folder.
    static func steps() throws -> [WriteStep] {
        let folder = TemporaryFolder()
        var steps: [WriteStep] = []
        try model.write(to: folder.path.appending("models")) { steps.append($0) }
        return steps
    }

    @Test(arguments: Manifest.Task.allCases)
    func `what was published opens, and is what was given`(task: Manifest.Task) throws {
        let model = SmallModel(task: task)
        let path = try model.write(to: output)
        #expect(path == modelFolder.appending("1"))
        let bundle = try Bundle(path: path)
        var expected = model.manifest
        expected.files = bundle.manifest.files
        #expect(bundle.manifest == expected)
        #expect(bundle.manifest.files.map(\.name) == ["baseline.json", "forest.bin", "report.html"])
        #expect(FileContents.forest(bundle.forest).bytes == FileContents.forest(model.forest).bytes)
        #expect(try bundle.baseline() == model.baseline)
        #expect(FileBytes.read(path.appending("report.html")) == model.report)
        #expect(FolderListing.paths(below: output)?.count == 6)
    }

    struct Imported: Sendable {
        var objective: Objective
        var task: Manifest.Task
        var outputCount = 1
        var arithmetic = Arithmetic.espalier
        var linkScale = 1.0
        var linear: LinearWeights?
    }

    static let imported: [Imported] = [
        Imported(objective: .logistic, task: .binary, linkScale: 0.75), Imported(objective: .hinge, task: .binary),
        Imported(objective: .softmax, task: .multiclass, outputCount: 3),
        Imported(objective: .logisticEach, task: .multiclass, outputCount: 3, linkScale: 2),
        Imported(objective: .squaredError, task: .regression), Imported(objective: .identity, task: .regression, outputCount: 4),
        Imported(objective: .exponential, task: .regression, outputCount: 2),
        Imported(objective: .signedSquare, task: .regression), Imported(objective: .softplus, task: .regression),
        Imported(objective: .logistic, task: .regression), Imported(objective: .logisticEach, task: .regression, outputCount: 2),
        Imported(
            objective: .identity, task: .regression,
            arithmetic: Arithmetic(inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual)),
        Imported(
            objective: .identity, task: .regression, outputCount: 2,
            linear: LinearWeights(weights: [1, 2, 0.5, -0.25, 0.125, -3])),
    ]

    @Test(arguments: imported)
    func `an imported model of every objective opens, and is what was given`(_ one: Imported) throws {
        let model = SmallModel(
            imported: one.objective, task: one.task, outputCount: one.outputCount, arithmetic: one.arithmetic,
            linkScale: one.linkScale, linear: one.linear)
        let bundle = try Bundle(path: model.write(to: output))
        var expected = model.manifest
        expected.files = bundle.manifest.files
        #expect(bundle.manifest == expected)
        #expect(bundle.manifest.json() == expected.json())
        #expect(bundle.manifest.files.map(\.name) == ["forest.bin"])
        #expect(try bundle.baseline() == nil)
        #expect(try bundle.checkDocuments().isEmpty)
        #expect(bundle.forest.ensemble() == model.forest.ensemble())
    }

    @Test func `versions count up from one, and given versions are kept`() throws {
        for expected in [1, 2, 3] { #expect(try write { _ in }.lastComponent?.string == "\(expected)") }
        #expect(try write(version: 10) { _ in } == modelFolder.appending("10"))
        #expect(try write { _ in }.lastComponent?.string == "11")
        #expect(try write(version: 5) { _ in }.lastComponent?.string == "5")
        #expect(try Bundle.versions(in: modelFolder) == [1, 2, 3, 5, 10, 11])
        #expect(try Bundle.resolve(modelFolder) == modelFolder.appending("11"))
        #expect(try Bundle(path: modelFolder.appending("5")).manifest.version == 5)
    }

    @Test func `a version that exists is an error and stays as it is`() throws {
        try LooseBundle.createFolder(modelFolder.appending("2"))
        try LooseBundle.write([1], to: modelFolder.appending("2").appending("precious"))
        let error = #expect(throws: BundleError.self) { try write(version: 2) { _ in } }
        #expect(error?.exitCode == .usage)
        #expect(error?.reason.contains("version 2 exists") == true)
        #expect(FolderListing.paths(below: output) == ["small", "small/2", "small/2/precious"])
    }

    @Test(arguments: [0, -1, Int(Int32.max) + 1])
    func `a version out of range is refused`(version: Int) {
        let error = #expect(throws: BundleError.self) { try write(version: version) { _ in } }
        #expect(error?.reason.contains("from 1 to 2147483647") == true)
        #expect(FolderListing.paths(below: output) == nil)
    }

    @Test func `a name that cannot be a folder's is refused before anything is made`() {
        let error = #expect(throws: BundleError.self) { try SmallModel(name: "../up").write(to: output) }
        #expect(error?.exitCode == .usage)
        #expect(error?.reason.contains("accepted are 1 to 128 letters and digits") == true)
        #expect(FolderListing.paths(below: folder.path) == [])
    }

    @Test func `whoever takes the next version first keeps it, and the slower one takes the one after`() throws {
        var conflictCount = 0
        let path = try write { step in
            guard step == .rename, conflictCount < 3 else { return }
            conflictCount += 1
            _ = try? Self.model.write(to: output)
        }
        #expect(path == modelFolder.appending("4"))
        #expect(try Bundle.versions(in: modelFolder) == [1, 2, 3, 4])
        for version in 1...4 { #expect(try Bundle(path: modelFolder.appending("\(version)")).manifest.version == version) }
    }

    @Test func `a given version that someone else takes meanwhile is an error`() throws {
        let error = #expect(throws: BundleError.self) {
            try write(version: 1) { step in if step == .rename { _ = try? Self.model.write(to: output) } }
        }
        #expect(error?.reason.contains("version 1 exists") == true)
        #expect(FolderListing.names(in: modelFolder) == ["1"])
        #expect(try Bundle(path: modelFolder.appending("1")).manifest.version == 1)
    }

    @Test func `many writers at once get a version each`() async throws {
        let output = output
        let paths = try await withThrowingTaskGroup(of: FilePath.self) { group in
            for _ in 0..<8 { group.addTask { try Self.model.write(to: output) } }
            return try await group.reduce(into: [FilePath]()) { $0.append($1) }
        }
        #expect(Set(paths.map(\.string)).count == 8)
        #expect(FolderListing.names(in: modelFolder) == (1...8).map { "\($0)" })
        for path in paths { _ = try Bundle(path: path).baseline() }
    }

    @Test func `equal models give equal bytes, whatever the folder`() throws {
        let first = try Self.model.write(to: folder.path.appending("a"))
        let second = try Self.model.write(to: folder.path.appending("b"))
        for name in try #require(FolderListing.names(in: first)) {
            #expect(FileBytes.read(first.appending(name)) == FileBytes.read(second.appending(name)), "\(name)")
        }
    }

    @Test(arguments: [Errno.noSpace, .ioError, .permissionDenied])
    func `a step that fails leaves nothing behind, and no half of it is seen`(errno: Errno) throws {
        for (index, failing) in try Self.steps().enumerated() {
            let output = folder.path.appending("\(errno.rawValue)-\(index)").appending("models")
            var stepIndex = 0
            let error = #expect(throws: BundleError.self, "\(failing)") {
                try Self.model.write(to: output) { (_) throws(Errno) in
                    defer { stepIndex += 1 }
                    if stepIndex == index { throw errno }
                }
            }
            #expect(error?.cause == .system(errno), "\(failing)")
            #expect(error?.exitCode == .environment)
            #expect(FolderListing.paths(below: folder.path) == [], "\(failing)")
        }
    }

    @Test func `a step that fails beside a published version leaves that version alone`() throws {
        _ = try write { _ in }
        let before = FolderListing.paths(below: output)
        for failing in try Self.steps() {
            // Nothing has to be made above a model that is there.
            if failing == .createFolder || failing == .syncParent { continue }
            #expect(throws: BundleError.self, "\(failing)") {
                try write { (step) throws(Errno) in if step == failing { throw .noSpace } }
            }
            #expect(FolderListing.paths(below: output) == before, "\(failing)")
            _ = try Bundle(path: modelFolder.appending("1"))
        }
    }

    @Test(arguments: [Errno.badFileDescriptor, .noLocks, .notSupported])
    func `a file system without locks for folders is written to as well`(errno: Errno) throws {
        let path = try write { (step) throws(Errno) in if step == .lockTemporary { throw errno } }
        #expect(path == modelFolder.appending("1"))
        #expect(FolderListing.names(in: modelFolder) == ["1"])
    }

    @Test func `what the reader would refuse is not published`() throws {
        var model = Self.model
        model.manifest.selfTest.margins[2][0] += 1
        let error = #expect(throws: BundleError.self) { try model.write(to: output) }
        #expect(error?.field == "self_test.margins[2][0]")
        #expect(error?.bundle == modelFolder.appending("1").string)
        model = Self.model
        model.baseline.leafVisits.removeLast()
        #expect(throws: BundleError.self) { try model.write(to: output) }
        model = Self.model
        model.manifest.metrics[0].values.append(("auc", 1))
        #expect(throws: BundleError.self) { try model.write(to: output) }
        model = Self.model
        model.report = Array("not a page".utf8)
        #expect(throws: BundleError.self) { try model.write(to: output) }
        #expect(FolderListing.paths(below: folder.path) == [])
    }

    @Test func `folders that are missing above the output are made, points and all`() throws {
        let path = try Self.model.write(
            to: folder.path.appending("a").appending("..").appending("b").appending(".").appending("c"))
        #expect(try Bundle(path: path).manifest.name == "small")
        #expect(FolderListing.names(in: folder.path) == ["a", "b"])
        #expect(
            try Bundle(path: folder.path.appending("b").appending("c").appending("small").appending("1")).manifest.version == 1)
    }

    @Test func `a file where a folder must be is a clear error`() throws {
        try LooseBundle.write([], to: output)
        let error = #expect(throws: BundleError.self) { try write { _ in } }
        #expect(error?.exitCode == .environment)
        #expect(error?.description.contains("Not a directory") == true, "\(error?.description ?? "")")
        #expect(FolderListing.names(in: folder.path) == ["models"])
    }
}
