import BundleTestSupport
import Bundles
import Glibc
import SystemPackage
import TestSupport
import Testing

/// What keeps the server from starting, or does not.
struct ServeStartTests {
    @Test func `a damaged bundle is refused by name and the others are served`() throws {
        let folder = TemporaryFolder()
        for name in ["good", "bad"] { try SmallModel(name: name).write(to: folder.path) }
        try LooseBundle.write([0], to: folder.path.appending("bad").appending("1").appending("forest.bin"))
        let server = try ServeProgram(folder: folder)
        #expect(server.readyLine.contains(", 1 model, "))
        let refused = server.log.filter { $0.event == "bundle refused" }
        #expect(refused.count == 1 && refused[0].level == "error")
        #expect(refused.first?.text.contains("\(folder.path)/bad/1/forest.bin: ") == true, "\(server.log)")
        #expect(server.log.filter { $0.event == "serving" }.count == 1)
        let client = try server.client()
        #expect(client.ask("/predict/good", ServeTests.body)?.status == 200)
        #expect(client.ask("/predict/bad", ServeTests.body)?.status == 404)
        server.end()
    }

    @Test func `a folder with nothing to serve ends with 4, one that is not there with 5`() throws {
        let folder = TemporaryFolder()
        let empty = Program.run("serve", [folder.path.string])
        #expect(empty.exitCode == 4)
        #expect(empty.error.contains("\(folder.path): there is no model to serve"), "\(empty.error)")
        #expect(empty.output.isEmpty)
        let missing = Program.run("serve", ["/nonexistent"])
        #expect(missing.exitCode == 5)
        #expect(missing.error.contains("/nonexistent: there is no such folder"), "\(missing.error)")
    }

    @Test func `a folder with nothing to serve starts when that is allowed, and is not ready`() throws {
        let server = try ServeProgram(folder: TemporaryFolder(), ["--allow-no-models", "--default-model", "a"])
        #expect(server.readyLine.contains(", 0 models, "), "\(server.readyLine)")
        #expect(server.log.contains { $0.event == "no models" && $0.level == "warning" })
        let client = try server.client()
        for (path, status) in [("/health/live", 200), ("/health/ready", 503)] {
            #expect(client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(client.receive()?.status == status)
        }
        for path in ["/predict", "/predict/a"] {
            let answer = try #require(client.ask(path, ServeTests.body))
            #expect(answer.status == 503 && answer.body.contains("no models"), "\(answer)")
        }
        server.end()
    }

    @Test func `a default model that is not served ends with 2 and names those that are`() throws {
        let folder = TemporaryFolder()
        for name in ["a", "b"] { try SmallModel(name: name).write(to: folder.path) }
        let result = Program.run("serve", ["--default-model", "c", folder.path.string])
        #expect(result.exitCode == 2)
        #expect(result.error.contains("default-model") && result.error.contains("there are"), "\(result.error)")
        let server = try ServeProgram(folder: folder, ["--default-model", "b"])
        let client = try server.client()
        let answer = try #require(client.ask("/predict", ServeTests.body))
        #expect(answer.status == 200 && answer.body.hasPrefix(#"{"model":"b","#), "\(answer.body)")
        server.end()
    }

    @Test func `a port in use ends with 5 and says which setting chooses another`() throws {
        let server = try ServeProgram()
        let adminPort = try #require(server.adminPort)
        for (options, address, flag) in [
            (["--port", "\(server.port)"], "127.0.0.1:\(server.port)", "--port"),
            (["--port", "0", "--admin-port", "\(adminPort)"], "127.0.0.1:\(adminPort)", "--admin-port"),
        ] {
            let second = Program.run("serve", ServeProgram.arguments(options) + [server.models.string])
            #expect(second.exitCode == 5)
            #expect(second.output.isEmpty)
            #expect(second.error.contains(address) && second.error.contains(flag), "\(second.error)")
        }
        server.end()
    }

    @Test func `with few descriptors the server answers on, and takes up who waited`() throws {
        let folder = TemporaryFolder()
        try SmallModel().write(to: folder.path)
        let arguments = ServeProgram.arguments(["--threads", "1"]) + [folder.path.string]
        // Files that other tests have open at this moment would count too.
        let script = """
            for file in /proc/self/fd/*; do [ ${file##*/} -gt 2 ] && eval "exec ${file##*/}>&-"; done
            ulimit -n 24
            exec "$0" "$@"
            """
        let server = try ServeProgram(
            Program("/bin/bash", ["-c", script, Program.path(of: "serve").string] + arguments), models: folder.path,
            folder: folder)
        #expect(server.log.first?.text.contains(#""max_descriptors":24,"#) == true)
        var clients: [ServeClient] = []
        for _ in 0..<40 { clients.append(try server.client()) }
        let first = try #require(clients.first)
        #expect(first.ask("/predict/small", ServeTests.body)?.status == 200)
        let last = try #require(clients.last)
        #expect(last.post("/predict/small", ServeTests.body))
        #expect(first.ask("/predict/small", ServeTests.body)?.status == 200)
        // All but the one that waits: with their descriptors it can be accepted.
        clients = [last]
        #expect(last.receive()?.status == 200)
        server.end()
    }
}
