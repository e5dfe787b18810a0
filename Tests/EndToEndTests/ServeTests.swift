import BundleTestSupport
import Bundles
import Codecs
import Forest
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real executable with real bundles, asked over real sockets.
struct ServeTests {
    private static let hasCurl = unsafe access("/usr/bin/curl", X_OK) == 0

    static let body = #"{"age":35,"income":42000,"city":"Oslo"}"#

    private func expected(_ row: [Double]) -> (margin: Float, probability: Float) {
        let reference = ReferenceScorer(SmallModel().forest.ensemble())
        return (Float(reference.margins(row)[0]), Float(reference.predictions(row)[0]))
    }

    @Test func `predictions by name and by array have the reference's bits`() throws {
        let server = try ServeProgram()
        let client = try server.client()
        let (margin, probability) = expected([35, 42_000, 0])
        let named = try #require(client.ask("/predict/small?margin=1", Self.body))
        let array = try #require(client.ask("/predict/small?margin=1", #"{"features":[35,42000,"Oslo"]}"#))
        #expect(named.status == 200)
        #expect(named.head.contains("\r\nDate: "))
        #expect(named.body == array.body)
        #expect(named.body.contains(#""probability":\#(probability),"#))
        #expect(named.body.hasSuffix(#","margin":\#(margin)}"#))
        server.end()
    }

    @Test func `errors leave the connection usable, and health answers`() throws {
        let server = try ServeProgram([SmallModel(name: "a"), SmallModel(name: "b")])
        let client = try server.client()
        #expect(client.ask("/predict/c", Self.body)?.status == 404)
        #expect(client.ask("/predict/a", "{")?.status == 400)
        #expect(client.ask("/predict/a", Self.body)?.status == 200)
        #expect(client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(client.receive()?.body == #"{"status":"ok","models":[{"name":"a","version":1},{"name":"b","version":1}]}"#)
        #expect(client.post("/predict/a", Self.body, fields: "Transfer-Encoding: chunked\r\n"))
        let refused = try #require(client.receive())
        #expect(refused.status == 400 && refused.closes)
        #expect(client.receive() == nil)
        server.end()
    }

    @Test(.enabled(if: hasCurl))
    func `curl gets a prediction, with and without waiting for 100-continue`() throws {
        let server = try ServeProgram()
        let url = "http://127.0.0.1:\(server.port)/predict/small"
        for fields in [[], ["-H", "Expect: 100-continue"], ["--http1.0"]] {
            let result = Program.run(
                "/usr/bin/curl",
                ["-sS", "--max-time", "60", "-H", "Content-Type: application/json"] + fields + ["-d", Self.body, url])
            #expect(result.exitCode == 0, "\(result.error)")
            #expect(result.output.contains(#""probability":\#(expected([35, 42_000, 0]).probability),"#))
        }
        let missing = Program.run("/usr/bin/curl", ["-sS", "--max-time", "60", "-w", " %{http_code}", url + "x", "-d", "{}"])
        #expect(missing.output == #"{"error":"there is no model \"smallx\"; there are \"small\""} 404"#)
        server.end()
    }

    @Test(.enabled(if: hasCurl))
    func `curl asks by name, by position, for instances and in chunks, and gets the same bits`() throws {
        let server = try ServeProgram()
        let url = "http://127.0.0.1:\(server.port)/predict/small"
        let probability = #""probability":\#(expected([35, 42_000, 0]).probability),"#
        for body in [Self.body, ServeLoad.request, #"{"instances":[[35,42000,"Oslo"]]}"#, #"{"instances":[\#(Self.body)]}"#] {
            for fields in [[], ["-H", "Transfer-Encoding: chunked"]] {
                let result = Program.run(
                    "/usr/bin/curl", ["-sS", "--fail-with-body", "--max-time", "60"] + fields + ["-d", body, url])
                #expect(result.exitCode == 0 && result.output.contains(probability), "\(body) \(result)")
            }
        }
        server.end()
    }
}
