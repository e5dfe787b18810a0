import BundleTestSupport
import Bundles
import Signatures
import SystemPackage
import TestSupport
import Testing

/// `serve --require-signature`.
struct ServeSignatureTests {
    private func sign(_ path: FilePath, _ key: PrivateKey) throws {
        var additions = BundleAdditions()
        additions.signature = { key.signature(of: $0) }
        try BundleWriter.replace(path, with: additions)
    }

    @Test func `models without a good signature by the key are refused by name, and the others served`() throws {
        let folder = TemporaryFolder()
        let keys = TemporaryFolder()
        let (key, other) = (PrivateKey(), PrivateKey())
        try key.write(to: keys.path.appending("key"))
        try sign(SmallModel(name: "good").write(to: folder.path), key)
        try sign(SmallModel(name: "foreign").write(to: folder.path), other)
        try SmallModel(name: "unsigned").write(to: folder.path)
        let server = try ServeProgram(folder: folder, ["--require-signature", keys.path.appending("key.pub").string])
        #expect(server.readyLine.contains(", 1 model, "))
        let refused = server.log.filter { $0.event == "bundle refused" }
        #expect(refused.count == 2)
        #expect(refused.first?.text.contains("\(folder.path)/foreign/1/signature: is not one of this manifest.json") == true)
        #expect(refused.last?.text.contains("\(folder.path)/unsigned/1/signature: is missing; a signature by the key") == true)
        let client = try server.client()
        #expect(client.ask("/predict/good", ServeTests.body)?.status == 200)
        #expect(client.ask("/predict/foreign", ServeTests.body)?.status == 404)
        #expect(client.ask("/predict/unsigned", ServeTests.body)?.status == 404)
        server.end()
    }

    @Test func `a key file that is none keeps the server from starting`() throws {
        let folder = TemporaryFolder()
        let path = try SmallModel().write(to: folder.path)
        for (file, exitCode, reason) in [
            (path.appending("manifest.json"), 2, "holds no public key, or a damaged one"), ("/nonexistent", 5, "No such file"),
        ] as [(FilePath, Int32, String)] {
            let result = Program.run("serve", ["--require-signature", file.string, "--port", "0", folder.path.string])
            #expect(result.exitCode == exitCode && result.output.isEmpty)
            #expect(result.error.contains("require-signature: \(file): ") && result.error.contains(reason), "\(result.error)")
        }
    }
}
