internal import Tabular

/// What the streams share that read their input through windows of their own.
class WindowedStream {
    var windows: WindowedSource
    /// The name in messages.
    let path: String

    init(_ windows: consuming WindowedSource, path: String) {
        self.windows = windows
        self.path = path
    }

    var columnNames: [String]? { nil }
    var storedBytesRead: Int { windows.source.storedBytesRead }
    var storedByteCount: Int? { windows.source.storedByteCount }
    var fingerprint: [UInt64] { windows.source.fingerprint }

    var takesWhatIsThere: Bool {
        get { windows.takesWhatIsThere }
        set { windows.takesWhatIsThere = newValue }
    }

    func end(at byteOffset: Int) { windows.end(at: byteOffset) }
}
