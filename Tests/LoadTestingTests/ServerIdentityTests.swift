import LoadTesting
import Testing

struct ServerIdentityTests {
    private static let page = """
        # HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
        # TYPE process_start_time_seconds gauge
        process_start_time_seconds 1763775180.25
        espalier_requests_total{model="iris",version="3"} 17
        espalier_requests_total{model="taxi \\"b\\" {}",version="1"} 0 1763775181000
        espalier_build_info{version="0.6"} 1

        """

    private static func change(_ edit: (String) -> String) throws -> String? {
        let before = try #require(ServerIdentity(metrics: page))
        return try #require(ServerIdentity(metrics: edit(page))).change(since: before)
    }

    @Test func `start time and versions are read from the samples, and nothing else counts`() throws {
        let identity = try #require(ServerIdentity(metrics: Self.page))
        #expect(identity.startSeconds == [1_763_775_180.25])
        #expect(identity.versions == ["iris": ["3"], "taxi \"b\" {}": ["1"]])
        #expect(try Self.change { $0.replacing("} 17", with: "} 18") + "up 1\n" } == nil)
        #expect(try Self.change { $0.replacing("1763775180.25", with: "1.76377518025e+09") } == nil)
    }

    @Test func `another process and another version are told`() throws {
        let process = try #require(try Self.change { $0.replacing("0.25\n", with: "9.5\n") })
        #expect(process.contains("started anew") && process.contains("process_start_time_seconds"))
        #expect(
            try Self.change { $0.replacing("\"3\"", with: "\"4\"") }
                == "the model 'iris' was served in version 3 and is served in version 4")
        #expect(
            try Self.change { $0 + "x{version=\"4\",model=\"iris\"} 1" }
                == "the model 'iris' was served in version 3 and is served in version 3 and 4")
        #expect(try Self.change { $0.replacing("\"iris\"", with: "\"\"") }?.contains("not at all") == true)
    }

    @Test(arguments: [
        "", "# process_start_time_seconds 1", "process_start_time_seconds", "process_start_time_seconds x", "x{model=\"a\"} 1",
        "x{model=\"a\",version=\"b 1", "x{model=\"a\",version=\"b\\", "x{model=a,version=b} 1", "x{model", "{",
        "x{model=\"a\",version=\"b\"",
    ])
    func `a page that tells neither is none`(text: String) { #expect(ServerIdentity(metrics: text) == nil) }
}
