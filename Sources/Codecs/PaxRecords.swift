/// The records of a pax header (POSIX.1-2001): what an archiver had to say of the next entry that its own header has no room for.
public struct PaxRecords: Equatable, Sendable {
    public var path: String?
    public var byteCount: Int?

    /// Records that say nothing of the contents: times, owners, what file systems add.
    private static let passedOver: Set<String> = [
        "mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment", "hdrcharset", "SCHILY.dev", "SCHILY.ino",
        "SCHILY.nlink",
        "SCHILY.fflags",
    ]
    private static let passedOverPrefixes = ["LIBARCHIVE.", "SCHILY.xattr.", "SCHILY.acl."]

    /// Reads `LENGTH NAME=VALUE` lines, each with its length in bytes before it. What would change the contents in a way that is not known here is
    /// refused by name.
    public init(_ bytes: [UInt8]) throws(TarHeader.Refusal) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...9).contains(digits.count), let count = Int(String(decoding: digits, as: UTF8.self)), count <= rest.count,
                count > digits.count + 2, rest[digits.endIndex] == 0x20
            else { throw Self.malformed }
            let record = rest.prefix(count)
            rest = rest.dropFirst(count)
            guard record.last == 0x0A, let equals = record.firstIndex(of: UInt8(ascii: "=")),
                let name = String(validating: record[(digits.endIndex + 1)..<max(digits.endIndex + 1, equals)], as: UTF8.self)
            else { throw Self.malformed }
            try take(name, record[(equals + 1)..<(record.endIndex - 1)])
        }
    }

    private mutating func take(_ name: String, _ value: ArraySlice<UInt8>) throws(TarHeader.Refusal) {
        switch name {
        case "path":
            guard let text = String(validating: value, as: UTF8.self), !value.contains(0) else { throw Self.malformed }
            path = text
        case "size":
            guard (1...18).contains(value.count), value.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(String(decoding: value, as: UTF8.self))
            else { throw Self.malformed }
            byteCount = number
        default:
            if Self.passedOver.contains(name) || Self.passedOverPrefixes.contains(where: name.hasPrefix) { return }
            throw TarHeader.Refusal(
                reason: "the pax record \(name.prefix(40)) is not accepted; those of plain files are (path, size, times, owners)")
        }
    }

    private static let malformed = TarHeader.Refusal(reason: "the pax records are malformed")
}
