/// An http URL, taken apart as far as a request needs it.
struct TargetURL: Sendable, Equatable {
    /// As it was given.
    let text: String
    /// A name or an address, without brackets.
    let host: String
    let port: UInt16
    /// Host and port as they stood there: what `Host` says.
    let authority: String
    /// Path and query, at least `/`.
    let target: String

    /// What is wrong with a URL, and what is accepted.
    struct Refusal: Error, CustomStringConvertible {
        var description: String

        init(_ url: String, _ reason: String) { description = "'\(url)': \(reason)" }
    }

    private static let scheme = "http://"
    static let byteCountMax = 8 << 10

    init(_ url: String) throws(Refusal) {
        guard url.lowercased().hasPrefix(Self.scheme) else {
            let isOther = url.contains("://")
            throw Refusal(url, isOther ? "only http:// is supported" : "a URL such as http://127.0.0.1:8000/predict is accepted")
        }
        guard url.utf8.count <= Self.byteCountMax else {
            throw Refusal("http://...", "the URL is longer than \(Self.byteCountMax) bytes")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains(where: { "\"<>\\^`{|}".contains($0) }) else {
            throw Refusal(url, "blanks, quotes, brackets and letters outside ASCII must be percent-encoded")
        }
        guard !url.contains("#") else { throw Refusal(url, "a fragment ('#...') is not sent to a server") }
        let rest = url.dropFirst(Self.scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw Refusal(url, "a user name in the URL is not supported: give --header") }
        let (host, port) = try Self.split(authority, of: url)
        text = url
        self.host = host
        self.port = port
        self.authority = String(authority)
        let target = rest[authority.endIndex...]
        self.target = target.first == "/" ? String(target) : "/" + target
    }

    private static func split(_ authority: Substring, of url: String) throws(Refusal) -> (host: String, port: UInt16) {
        var host = authority
        var port: Substring?
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { throw Refusal(url, "an IPv6 address ends with ']'") }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.first == ":" else { throw Refusal(url, "a port follows ']' after ':'") }
            port = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
            guard port?.contains(":") == false else {
                throw Refusal(url, "an IPv6 address stands in brackets: http://[::1]:8000/")
            }
        }
        guard !host.isEmpty, !host.contains("["), !host.contains("]") else { throw Refusal(url, "the URL has no host") }
        guard let port else { return (String(host), 80) }
        guard let number = UInt16(port), number > 0, port.allSatisfy(\.isNumber) else {
            throw Refusal(url, "a port is a number from 1 to 65535")
        }
        return (String(host), number)
    }
}
