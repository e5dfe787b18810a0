import BundleTestSupport
import Glibc
import TestSupport
import Testing

/// `serve --probe`: one line, and 0 only for a server that is ready.
struct ServeProbeTests {
    private func probe(_ options: [String], environment: [String: String] = [:]) -> Program.Result {
        Program.run("serve", ["--probe"] + options, environment: environment)
    }

    @Test func `a ready server is told as ready, by flag and by environment`() throws {
        let server = try ServeProgram([SmallModel(name: "a"), SmallModel(name: "b")], ["--host", "0.0.0.0"])
        let line = "ready: 127.0.0.1:\(server.port) serves 2 models\n"
        for result in [
            probe(["--port", "\(server.port)"]),
            probe(["--host", "0.0.0.0"], environment: ["ESPALIER_PORT": "\(server.port)"]),
        ] {
            #expect(result.exitCode == 0 && result.output == line && result.error.isEmpty, "\(result)")
        }
        server.end()
        let gone = probe(["--port", "\(server.port)"])
        #expect(gone.exitCode == 1)
        #expect(gone.output == "not ready: 127.0.0.1:\(server.port): connect: Connection refused\n")
    }

    @Test func `a draining server is not ready`() throws {
        let server = try ServeProgram([SmallModel()], ["--drain-delay-ms", "600000"])
        server.program.signal(SIGTERM)
        #expect(server.waitForRecord("draining"))
        let result = probe(["--port", "\(server.port)", "--host", "127.0.0.1"])
        #expect(result.exitCode == 1)
        #expect(result.output == "not ready: 127.0.0.1:\(server.port) says \"draining\"\n")
        server.program.signal(SIGTERM)
        #expect(server.program.waitForExit() == 6)
    }

    /// What a server says that is none of ours, and the reason in the line.
    private static let foreign: [(String, String)] = [
        ("", "the connection closed before the answer was whole"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "is no server of Espalier"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":\"ready\"}",
            "the connection closed before the answer was whole"
        ),
        ("HTTP/1.1 200 OK\r\n\r\n{\"status\":\"ready\"}", "the answer has no length, or too large a one"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "the answer has no length, or too large a one"),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "status 404, and no JSON that says how it is"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"status\":200}", "status 200, and no JSON that says how it is"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{\"status\":\"ready\"}", "it names no models"),
        ("HTTP/1.1 500 No\r\nContent-Length: 18\r\n\r\n{\"status\":\"ready\"}", "says \"ready\""),
    ]

    @Test func `what is no server of ours is not ready`() throws {
        for (answer, reason) in Self.foreign {
            let server = ForeignServer(answer: answer)
            let result = probe(["--host", "127.0.0.1", "--port", "\(server.port)"])
            #expect(result.exitCode == 1)
            #expect(
                result.output.hasPrefix("not ready: 127.0.0.1:\(server.port) ") && result.output.contains(reason), "\(result)")
            #expect(result.output.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
        }
    }

    @Test func `a server that never answers is not ready after the limit`() throws {
        let server = ForeignServer(answer: nil)
        let result = probe(["--host", "127.0.0.1", "--port", "\(server.port)"])
        #expect(result.exitCode == 1)
        #expect(result.output == "not ready: 127.0.0.1:\(server.port): no answer within 2000 ms\n")
    }

    @Test func `a probe needs a port, and settings that are right`() {
        let portless = probe(["--port", "0"])
        #expect(portless.exitCode == 2)
        #expect(portless.error == "serve: error: --probe needs the port of the running server; port is 0\n")
        #expect(probe(["--prot", "1"]).exitCode == 2)
    }
}
