import Base
import Codecs
import Network
import Testing

/// Connections that a balancer hands on with a header of the PROXY protocol.
@Suite(.serialized)
struct EventLoopProxyTests {
    private static let v1 = Array("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n".utf8)
    private static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    private static let v2 = signature + [0x21, 0x11, 0, 15, 192, 0, 2, 1, 198, 51, 100, 2, 0xDC, 0x04, 1, 0xBB, 0x20, 0, 0]
    private static let source = PeerAddress(address: IPAddress(v4: 0xC000_0201), port: 56324)
    /// What a balancer's own check sends.
    private static let local = signature + [0x20, 0, 0, 0]

    @Test(arguments: [v1, v2])
    func `requests behind a header are answered, and their peer is the client`(header: [UInt8]) throws {
        let server = try LoopUnderTest(expectsProxyHeader: true)
        let client = server.client()
        client.send(header + Array((request() + request()).utf8))
        #expect(server.receives(answer("post /p hello") + answer("post /p hello"), client))
        #expect(server.handler.peer == Self.source)
        client.send(request())
        #expect(server.turn([client]) { server.handler.requestCount == 3 })
        #expect(server.handler.peer == Self.source)
        server.idle([client])
        #expect(server.loop.bufferByteCount == 0)
    }

    @Test(arguments: [v1, v2])
    func `a header may come in any two pieces, and byte by byte`(header: [UInt8]) throws {
        let server = try LoopUnderTest(expectsProxyHeader: true)
        for cut in 1...header.count {
            let client = server.client()
            client.send(Array(header[..<cut]))
            #expect(server.turn { server.loop.counters.receivedByteCount >= UInt64(cut) })
            server.idle([client])
            client.send(Array(header[cut...]) + Array(request().utf8))
            #expect(server.receives(answer("post /p hello"), client), "cut at \(cut)")
            client.close()
            #expect(server.has(connections: 0))
        }
        let client = server.client()
        for byte in header {
            client.send([byte])
            server.idle([client])
        }
        client.send(request())
        #expect(server.receives(answer("post /p hello"), client))
        #expect(server.handler.peer == Self.source)
    }

    @Test(arguments: [local, Array("PROXY UNKNOWN\r\n".utf8)])
    func `a header that names nobody leaves the balancer as the peer`(header: [UInt8]) throws {
        let server = try LoopUnderTest(expectsProxyHeader: true)
        let client = server.client()
        client.send(header + Array(request().utf8))
        #expect(server.receives(answer("post /p hello"), client))
        #expect(server.handler.peer?.address == IPAddress(v4: 0x7F00_0001))
        #expect(server.handler.peer?.port != 0)
    }

    @Test func `a check that only says hello is no fault`() throws {
        let server = try LoopUnderTest(expectsProxyHeader: true)
        let client = server.client()
        client.send(Self.local)
        server.idle([client])
        #expect(server.has(connections: 1))
        client.close()
        #expect(server.has(connections: 0))
        #expect(server.loop.counters.refusedConnectionCount == 0)
    }

    @Test(arguments: [
        Array(request().utf8), Array("PROXY TCP4 1.2.3.4\r\n".utf8), signature + [0x31], Array("\r\n\r\nGET".utf8),
        Array("PROXY UNKNOWN".utf8) + [UInt8](repeating: 0x20, count: 95),
    ])
    func `what is no header ends the connection at once, without an answer`(bytes: [UInt8]) throws {
        let server = try LoopUnderTest(expectsProxyHeader: true)
        let other = server.client()
        other.send(Self.v1)
        let client = server.client()
        client.send(bytes)
        #expect(server.turn([client]) { client.isFinished || client.isReset })
        #expect(client.received.isEmpty)
        #expect(server.loop.counters.refusedConnectionCount == 1)
        #expect(server.loop.counters.refusedRequestCount == 0)
        other.send(request())
        #expect(server.receives(answer("post /p hello"), other))
    }

    @Test func `a header that does not come, or not whole, is not waited for longer than for a head, and not answered`() throws {
        let server = try LoopUnderTest(expectsProxyHeader: true)
        let silent = server.client()
        let slow = server.client()
        slow.send(Array(Self.v1.dropLast(1)))
        #expect(server.turn { server.loop.counters.receivedByteCount > 0 && server.loop.connectionCount == 2 })
        server.idle()
        server.advance(milliseconds: 9_800)
        #expect(server.loop.connectionCount == 2)
        server.advance(milliseconds: 400)
        #expect(server.loop.connectionCount == 0)
        for client in [silent, slow] {
            #expect(server.turn([client]) { client.isFinished || client.isReset })
            #expect(client.received.isEmpty)
        }
        #expect(server.loop.counters.timedOutConnectionCount(waitingFor: .head) == 2)
    }

    @Test func `a client that leaves in the middle of a header is forgotten`() throws {
        let server = try LoopUnderTest(expectsProxyHeader: true)
        let client = server.client()
        client.send(Array(Self.v2.dropLast(1)))
        #expect(server.turn { server.loop.counters.receivedByteCount > 0 })
        client.close()
        #expect(server.has(connections: 0))
        #expect(server.loop.bufferByteCount == 0)
    }

    @Test func `where no header is expected one is no request, and the peer is who connected`() throws {
        let server = try LoopUnderTest()
        let client = server.client()
        client.send(Self.v1 + Array(request().utf8))
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text.hasPrefix("HTTP/1.1 400 "))
        let plain = server.client()
        plain.send(request())
        #expect(server.receives(answer("post /p hello"), plain))
        #expect(server.handler.peer?.address == IPAddress(v4: 0x7F00_0001))
    }
}
