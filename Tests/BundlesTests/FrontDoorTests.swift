import BundleTestSupport
import SystemPackage
import TestSupport
import Testing

/// The executable `espalier`, which becomes the executables beside it.
struct FrontDoorTests {
    @Test(arguments: [[], ["help"], ["--help"], ["-h"]])
    func `alone it lists the verbs`(arguments: [String]) {
        let result = Program.run("espalier", arguments)
        #expect(result.exitCode == 0)
        Snapshot.check(Array(result.output.utf8), name: "help/espalier.txt")
    }

    @Test func `it becomes the verb's executable, with its arguments, output and exit code`() {
        for arguments in [["--help"], ["inspect", "--help"], ["inspect"], ["inspect", "/nonexistent"], ["--version"]] {
            let direct = Program.run("bundle", arguments)
            let through = Program.run("espalier", ["bundle"] + arguments)
            #expect(through.exitCode == direct.exitCode, "\(arguments)")
            #expect(through.output == direct.output, "\(arguments)")
            #expect(through.error == direct.error, "\(arguments)")
        }
    }

    @Test func `help of a verb is the verb's own`() {
        #expect(Program.run("espalier", ["help", "bundle"]).output == Program.run("bundle", ["--help"]).output)
    }

    @Test(arguments: [["frob"], ["help", "frob"], ["--frob"], [""], ["../espalier/bundle"], ["espalier"]])
    func `what is no verb is an error that lists the verbs`(arguments: [String]) {
        let result = Program.run("espalier", arguments)
        #expect(result.exitCode == 2)
        #expect(result.output.isEmpty)
        #expect(result.error.contains("the verbs are train, bundle, score, serve, loadtest"), "\(result.error)")
    }

    @Test func `the version is that of the package`() {
        #expect(Program.run("espalier", ["--version"]).output == "espalier 0.1.0\n")
    }

    @Test func `only the verbs that are installed beside it are listed, wherever it is started through`() throws {
        let folder = TemporaryFolder()
        let copy = folder.path.appending("espalier").string
        let link = folder.path.appending("link").string
        #expect(
            Program.run("/bin/sh", ["-c", "cp \(Program.path(of: "espalier")) \(copy) && ln -s \(copy) \(link)"]).exitCode == 0)
        let overview = Program.run(copy).output
        #expect(overview.contains("No verb is installed: \(folder.path) holds none of train, bundle, score, serve, loadtest."))
        let missing = Program.run(copy, ["bundle"])
        #expect(missing.exitCode == 5)
        #expect(missing.error == "espalier: error: cannot run \(folder.path)/bundle: No such file or directory\n")
        try LooseBundle.write(Array("#!/bin/sh\necho \"$@\"\nexit 7\n".utf8), to: folder.path.appending("serve"))
        #expect(Program.run("/bin/sh", ["-c", "chmod +x \(folder.path)/serve"]).exitCode == 0)
        #expect(Program.run(link).output.contains("\n  serve  answer"))
        let served = Program.run(link, ["serve", "a b", "*"])
        #expect(served.output == "a b *\n")
        #expect(served.exitCode == 7)
    }
}
