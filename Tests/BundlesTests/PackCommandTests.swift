import BundleTestSupport
import Bundles
import SystemPackage
import TestSupport
import Testing

/// `bundle pack` and `bundle unpack`, as a user runs them.
struct PackCommandTests {
    let commands = BundleCommandTests()
    var folder: FilePath { commands.folder.path }

    @Test(arguments: ["pack", "unpack"])
    func `help looks as it was last agreed`(command: String) {
        let result = commands.run([command, "--help"])
        #expect(result.exitCode == 0)
        Snapshot.check(Array(result.output.utf8), name: "help/bundle-\(command).txt")
    }

    @Test func `a bundle goes into a file and out of it, by pipes too`() throws {
        let bundle = try SmallModel().write(to: folder.appending("models"))
        let archive = folder.appending("small.tar.gz").string
        let packed = commands.run(["pack", folder.appending("models/small").string, "-o", archive])
        #expect(packed.exitCode == 0)
        #expect(packed.output.hasPrefix("BUNDLES/small.tar.gz: BUNDLES/models/small/1, "), "\(packed.error)")
        let unpacked = commands.run(["unpack", archive, "--output", folder.appending("first").string])
        #expect(unpacked.exitCode == 0 && unpacked.output == "BUNDLES/first/small/1\n", "\(unpacked.error)")
        let script = "\"$0\" pack \"$1\" -o - | \"$0\" unpack - --output \"$2\""
        let piped = Program.run(
            "/bin/sh", ["-c", script, Program.path(of: "bundle").string, bundle.string, folder.appending("second").string])
        #expect(piped.exitCode == 0 && piped.output == "\(folder)/second/small/1\n", "\(piped.error)")
        #expect(commands.run(["verify", folder.appending("second/small").string]).exitCode == 0)
    }

    @Test func `what cannot be packed or unpacked ends with the code of its kind`() throws {
        let bundle = try SmallModel().write(to: folder.appending("models")).string
        let archive = folder.appending("small.tar.gz").string
        let output = folder.appending("output").string
        #expect(commands.run(["pack", bundle, "-o", archive]).exitCode == 0)
        #expect(commands.run(["keygen", "-o", folder.appending("key").string]).exitCode == 0)
        let key = folder.appending("key.pub").string
        for (arguments, exitCode, reason) in [
            (["pack", bundle, "-o", folder.appending("no/a.tar.gz").string], 5, "BUNDLES/no/a.tar.gz: open: No such file"),
            (["unpack", archive + ".none", "--output", output], 5, "BUNDLES/small.tar.gz.none: cannot be opened"),
            (
                ["unpack", bundle + "/forest.bin", "--output", output], 4,
                "BUNDLES/models/small/1/forest.bin: header 1 of the archive: "
            ),
            (
                ["unpack", archive, "--output", folder.appending("models").string], 2,
                "BUNDLES/models/small/1: exists; versions are never"
            ),
            (
                ["unpack", archive, "--output", output, "--key", key], 4,
                "BUNDLES/small.tar.gz/signature: is missing; a signature by"
            ),
        ] as [([String], Int32, String)] {
            let result = commands.run(arguments)
            #expect(result.exitCode == exitCode, "\(arguments)")
            #expect(result.error.hasPrefix("bundle: error: \(reason)"), "\(result.error)")
        }
        #expect(FolderListing.names(in: FilePath(output)) == nil)
    }
}
