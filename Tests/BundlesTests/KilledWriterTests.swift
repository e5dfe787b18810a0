import BundleTestSupport
import Bundles
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Writers that end in the middle: `BundleWriterProbe` ends itself before a given step.
struct KilledWriterTests {
    let folder = TemporaryFolder()
    var output: FilePath { folder.path.appending("models") }
    var modelFolder: FilePath { output.appending("small") }

    @Test func `a writer killed between any two steps leaves whole versions only, and the next one sweeps up`() throws {
        let count = Program.run("BundleWriterProbe", [folder.path.appending("count").appending("models").string])
        let stepCount = try #require(Int(count.output.split(separator: "\n").last ?? ""), "\(count.error)")
        #expect(stepCount > 15)
        var publishedCount = 0
        for step in 0..<stepCount {
            let output = folder.path.appending("\(step)").appending("models")
            let modelFolder = output.appending("small")
            let killed = Program.run("BundleWriterProbe", [output.string, "\(step)"])
            #expect(killed.exitCode == -SIGKILL, "step \(step): \(killed.error)")
            let versions = FolderListing.names(in: modelFolder) == nil ? [] : try Bundle.versions(in: modelFolder)
            for version in versions { _ = try Bundle(path: modelFolder.appending("\(version)")).checkDocuments() }
            publishedCount += versions.count
            let next = try SmallModel().write(to: output)
            #expect(next == modelFolder.appending("\(versions.count + 1)"))
            #expect(FolderListing.names(in: modelFolder)?.count == versions.count + 1, "step \(step)")
        }
        // Only the last step comes after the rename.
        #expect(publishedCount == 1)
    }

    @Test func `the folder of a writer that still runs is not swept up, and that of a killed one is`() throws {
        let writer = Program("BundleWriterProbe", [output.string, "wait"])
        #expect(writer.readLine() == "filled")
        let temporary = try #require(FolderListing.names(in: modelFolder)?.first { $0.hasPrefix(".tmp-") })
        #expect(try SmallModel().write(to: output) == modelFolder.appending("1"))
        #expect(FolderListing.names(in: modelFolder) == [temporary, "1"])
        #expect(FolderListing.names(in: modelFolder.appending(temporary))?.count == 4)
        writer.signal(SIGKILL)
        #expect(writer.waitForExit() == -SIGKILL)
        #expect(try SmallModel().write(to: output) == modelFolder.appending("2"))
        #expect(FolderListing.names(in: modelFolder) == ["1", "2"])
    }

    @Test(.enabled(if: TestEnvironment.allowsFileSizeLimits))
    func `a disk that fills up in the middle of a file is an error, and nothing is left`() {
        // The limit on a file's size stands for the disk: the kernel writes the part that fits, then refuses the rest.
        let probe = Program.path(of: "BundleWriterProbe").string
        let result = Program.run("/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 2; exec \(probe) \(output)"])
        #expect(result.exitCode == 1)
        #expect(result.error.contains("manifest.json: write: File too large"), "\(result.error)")
        #expect(FolderListing.paths(below: folder.path) == [])
    }
}
