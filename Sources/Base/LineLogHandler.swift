internal import Glibc
public import Logging
internal import Synchronization

/// Writes each record of a swift-log `Logger` as one line, by one call of write(2): a reader of a pipe or file never sees two records mixed.
///
/// The message is the event's name; metadata become members, sorted by name, numbers and booleans as such. Time is UTC with milliseconds.
/// What cannot be written is lost, for there is nobody left to tell. Whoever logs waits for a reader that stands still, unless the handler
/// has a limit for that. Thread rules: any thread. Limits: a line has at most 4,096 bytes, and says so when it was cut.
///
///     let logger = Logger(label: "serve") { _ in LineLogHandler(format: .json, level: .info) }
///     logger.info("serving", metadata: ["model": "iris", "version": .stringConvertible(1)])
public struct LineLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata = Logger.Metadata()
    public var metadataProvider: Logger.MetadataProvider?

    private let format: LogFormat
    private let output: LineOutput
    private let unixMilliseconds: @Sendable () -> Int

    /// `descriptor` stays the caller's; `unixMilliseconds` is asked once a record. With `waitMillisecondsMax` a record that the descriptor does
    /// not take in that time is lost, and later ones are not waited for until one is taken again.
    public init(
        format: LogFormat = .json, level: Logger.Level = .info, descriptor: CInt = 2, waitMillisecondsMax: Int? = nil,
        unixMilliseconds: @escaping @Sendable () -> Int = { WallClock.unixMilliseconds }
    ) {
        self.format = format
        logLevel = level
        output = LineOutput(descriptor, waitMillisecondsMax: waitMillisecondsMax)
        self.unixMilliseconds = unixMilliseconds
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = LogLine(
            format, unixMilliseconds: unixMilliseconds(), level: event.level.rawValue, event: "\(event.message)")
        for (name, value) in members(of: event) { line.append(name, value) }
        line.finish()
        output.write(line.bytes)
    }

    /// What is said with the record goes before what its logger always says.
    private func members(of event: LogEvent) -> [(name: String, value: LogValue)] {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let given = event.metadata { all.merge(given) { $1 } }
        if let error = event.error { all["error"] = .string("\(error)") }
        return Self.members(all)
    }

    private static func members(_ metadata: Logger.Metadata) -> [(name: String, value: LogValue)] {
        metadata.sorted { $0.key < $1.key }.map { ($0.key, value($0.value)) }
    }

    private static func value(_ value: Logger.Metadata.Value) -> LogValue {
        switch value {
        case .string(let text): .text(text)
        case .array(let elements): .array(elements.map { self.value($0) })
        case .dictionary(let members): .object(self.members(members))
        case .stringConvertible(let object):
            switch object {
            case let number as any FixedWidthInteger: .literal("\(number)")
            case let boolean as Bool: .literal(boolean ? "true" : "false")
            case let number as Double where number.isFinite: .literal("\(number)")
            case let number as Float where number.isFinite: .literal("\(number)")
            default: .text("\(object)")
            }
        }
    }
}

/// Where the lines of a handler and its copies go.
private final class LineOutput: Sendable {
    private let descriptor: CInt
    private let waitMillisecondsMax: Int?
    /// Since the last line was not taken in time.
    private let isStuck = Atomic<Bool>(false)

    init(_ descriptor: CInt, waitMillisecondsMax: Int?) {
        self.descriptor = descriptor
        self.waitMillisecondsMax = waitMillisecondsMax
    }

    func write(_ line: [UInt8]) {
        unsafe line.withUnsafeBytes { bytes in
            guard let waitMillisecondsMax else {
                while unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count) < 0, errno == EINTR {}
                return
            }
            let wait = isStuck.load(ordering: .relaxed) ? 0 : waitMillisecondsMax
            // One piece: a line is not longer.
            let outcome = unsafe PieceWriter.write(bytes, to: descriptor, waitMilliseconds: wait)
            isStuck.store(outcome == .wouldWait, ordering: .relaxed)
        }
    }
}
