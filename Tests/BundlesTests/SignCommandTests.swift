import BundleTestSupport
import Bundles
import SystemPackage
import TestSupport
import Testing

/// `bundle keygen`, `bundle sign` and `bundle verify --key`, as a user runs them.
struct SignCommandTests {
    let commands = BundleCommandTests()
    var folder: FilePath { commands.folder.path }

    @Test(arguments: ["keygen", "sign"])
    func `help looks as it was last agreed`(command: String) {
        let result = commands.run([command, "--help"])
        #expect(result.exitCode == 0)
        Snapshot.check(Array(result.output.utf8), name: "help/bundle-\(command).txt")
    }

    @Test func `a bundle is signed with a new key, and its public half tells`() throws {
        let bundle = try SmallModel().write(to: folder).string
        let (key, other) = (folder.appending("key").string, folder.appending("other").string)
        let made = commands.run(["keygen", "-o", key])
        #expect(made.exitCode == 0 && made.output.hasPrefix("BUNDLES/key: private key\nBUNDLES/key.pub: public key "))
        #expect(commands.run(["keygen", "--output", other]).exitCode == 0)
        let unsigned = commands.run(["verify", "--key", key + ".pub", bundle])
        #expect(unsigned.exitCode == 4)
        #expect(unsigned.error.hasPrefix("bundle: error: BUNDLES/small/1/signature: is missing; a signature by the key "))
        // The model's folder is its newest version.
        let signed = commands.run(["sign", folder.appending("small").string, "--key", key])
        #expect(signed.exitCode == 0 && signed.output.hasPrefix("BUNDLES/small/1: signed by the key "), "\(signed.error)")
        let verified = commands.run(["verify", bundle, "--key", key + ".pub"])
        #expect(verified.exitCode == 0, "\(verified.error)")
        #expect(verified.output.contains("  ok  signature         is of this manifest.json, by the key "))
        let plain = commands.run(["verify", bundle])
        #expect(plain.exitCode == 0)
        #expect(plain.output.contains("  ok  signature         is there; --key PUBLIC checks whose it is\n"))
        #expect(commands.run(["verify", bundle, "--key", other + ".pub"]).exitCode == 4)
    }

    @Test func `a key that is none ends with 2, one that is not there with 5, and nothing is signed`() throws {
        let bundle = try SmallModel().write(to: folder).string
        let key = folder.appending("key").string
        #expect(commands.run(["keygen", "-o", key]).exitCode == 0)
        let again = commands.run(["keygen", "-o", key])
        #expect(again.exitCode == 2)
        #expect(again.error == "bundle: error: BUNDLES/key: exists; keys are never replaced: choose another name\n")
        for (arguments, exitCode, reason) in [
            (["sign", bundle, "--key", key + ".pub"], 2, "BUNDLES/key.pub: holds a public key; "),
            (["verify", bundle, "--key", key], 2, "BUNDLES/key: holds a private key, which only signs; "),
            (["sign", bundle, "--key", bundle + "/manifest.json"], 2, "BUNDLES/small/1/manifest.json: holds no private key"),
            (["sign", bundle, "--key", key + ".none"], 5, "BUNDLES/key.none: open: No such file or directory"),
            (["sign", folder.appending("none").string, "--key", key], 5, "BUNDLES/none: there is no such folder"),
        ] as [([String], Int32, String)] {
            let result = commands.run(arguments)
            #expect(result.exitCode == exitCode)
            #expect(result.error.hasPrefix("bundle: error: \(reason)"), "\(result.error)")
        }
        #expect(try !Bundle(path: FilePath(bundle)).isSigned)
        #expect(commands.run(["sign", bundle]).exitCode == 2)
    }
}
