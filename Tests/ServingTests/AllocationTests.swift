import Bundles
import CAllocationCounter
import Codecs
import Network
import Serving
import Testing

struct AllocationTests {
    private static let arrays =
        "{\"instances\":[" + Array(repeating: #"[35.25,42000,"Oslo"]"#, count: 64).joined(separator: ",") + "]}"
    private static let objects =
        "{\"instances\":["
        + Array(repeating: #"{"age":35,"city":"Rome","extra":[1],"n\u0061me":"x"}"#, count: 65).joined(separator: ",") + "]}"

    @Test(
        .enabled(if: callocation_is_counting() != 0),
        arguments: [
            #"{"features":[35.25,42000,"Oslo"]}"#, #"{"age":35,"income":42000.125,"city":"Rome"}"#,
            #"{"city":"São Paulo","extra":[1,{"a":"b"}],"age":null}"#, #"{"features":["NaN",1e-7,"\u0052ome"]}"#,
            #"{"features":["Infinity",true,"Paris"]}"#, #"{"instances":[[35.25,42000,"Oslo"]]}"#, arrays, objects,
        ])
    func `a prediction allocates nothing, of one row or of many`(body: String) throws {
        for server in [try HandlerUnderTest(.binary), try HandlerUnderTest(.multiclass), try HandlerUnderTest(.regression)] {
            for target in ["/predict/small", "/predict?margin=1", "/api/predict?margin=1&probabilities=0"] {
                try expectNoAllocation(server, target: target, body: body)
            }
        }
    }

    private func expectNoAllocation(_ server: HandlerUnderTest, target: String, body: String) throws {
        let text =
            "POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 64)
        unsafe bytes.withUnsafeBytes { bytes in
            let message = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<text.utf8.count])
            var parser = HTTPRequestParser()
            let progress = unsafe try? parser.parse(Span(_unsafeBytes: message), limits: HTTPHeadLimits())
            #expect(progress == .complete)
            let head = parser.head
            #expect(unsafe server.handler.respond(to: HTTPRequest(head: head, message: message))?.status == .ok)
            let before = callocation_count()
            var answered = 0
            for _ in 0..<100 {
                let response = unsafe server.handler.respond(to: HTTPRequest(head: head, message: message))
                if response?.status == .ok { answered += 1 }
            }
            let counted = callocation_count() - before
            #expect(answered == 100)
            #expect(counted == 0, "\(target) \(body)")
        }
    }
}
