/// The members of one object, asked for by name; made by ``JSONReader/object(_:)``. What nobody asked for is an error at the end.
public struct JSONObjectReader {
    /// The path to the object; empty for the document itself.
    public let path: String
    private let members: [JSONValue.Member]
    private var isRead: [Bool]
    private var askedNames: [String] = []
    /// Members are mostly asked for in their order: the search begins after the last one found.
    private var nextIndex = 0

    init(_ members: [JSONValue.Member], path: String) {
        self.members = members
        self.path = path
        isRead = [Bool](repeating: false, count: members.count)
    }

    /// The member of that name; its absence is an error.
    public mutating func member(_ name: String) throws(JSONFieldError) -> JSONReader {
        guard let reader = optional(name) else {
            throw JSONFieldError(path: Self.path(name, in: path), reason: "is missing")
        }
        return reader
    }

    /// The member of that name, or nil when it is absent. `null` is a value here.
    public mutating func optional(_ name: String) -> JSONReader? {
        askedNames.append(name)
        for step in 0..<members.count {
            let index = (nextIndex + step) % members.count
            guard members[index].name == name else { continue }
            isRead[index] = true
            nextIndex = index + 1
            return JSONReader(members[index].value, path: Self.path(name, in: path))
        }
        return nil
    }

    /// The member of that name, or nil when it is absent or `null`.
    public mutating func nullable(_ name: String) -> JSONReader? {
        guard let reader = optional(name), !reader.isNull else { return nil }
        return reader
    }

    public mutating func string(_ name: String) throws(JSONFieldError) -> String { try member(name).string() }

    public mutating func bool(_ name: String) throws(JSONFieldError) -> Bool { try member(name).bool() }

    public mutating func int(_ name: String, in range: ClosedRange<Int> = Int.min...Int.max) throws(JSONFieldError) -> Int {
        try member(name).int(in: range)
    }

    public mutating func double(_ name: String, allowingNonFinite: Bool = false) throws(JSONFieldError) -> Double {
        try member(name).double(allowingNonFinite: allowingNonFinite)
    }

    public mutating func choice<Choice>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) throws(JSONFieldError) -> Choice where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        try member(name).choice(type)
    }

    public mutating func array(_ name: String, countMax: Int = Int.max) throws(JSONFieldError) -> [JSONReader] {
        try member(name).array(countMax: countMax)
    }

    public mutating func strings(_ name: String, countMax: Int = Int.max) throws(JSONFieldError) -> [String] {
        try member(name).strings(countMax: countMax)
    }

    public mutating func ints(
        _ name: String, in range: ClosedRange<Int> = Int.min...Int.max, countMax: Int = Int.max
    ) throws(JSONFieldError) -> [Int] {
        try member(name).ints(in: range, countMax: countMax)
    }

    public mutating func doubles(
        _ name: String, allowingNonFinite: Bool = false, countMax: Int = Int.max
    ) throws(JSONFieldError) -> [Double] {
        try member(name).doubles(allowingNonFinite: allowingNonFinite, countMax: countMax)
    }

    public mutating func object<Value>(
        _ name: String, _ body: (inout JSONObjectReader) throws(JSONFieldError) -> Value
    ) throws(JSONFieldError) -> Value {
        try member(name).object(body)
    }

    /// Refuses the first member that nobody asked for.
    func finish() throws(JSONFieldError) {
        guard let index = isRead.firstIndex(of: false) else { return }
        throw JSONFieldError(
            path: Self.path(members[index].name, in: path),
            reason: "is not a known member; accepted here: \(askedNames.joined(separator: ", "))")
    }

    static func path(_ name: String, in path: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
