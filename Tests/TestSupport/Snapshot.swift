internal import SystemPackage
public import Testing

/// What a person reads (a report, help, an error) beside the file that says how it looked when it was last looked at.
public enum Snapshot {
    /// Compares `bytes` with `Tests/Goldens/NAME`. With ESPALIER_UPDATE_SNAPSHOTS=1 in the environment the file is written instead:
    /// look at the difference before it is committed.
    public static func check(_ bytes: [UInt8], name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let path = SharedData.packageRoot.appending("Tests").appending("Goldens").appending(name)
        if TestEnvironment.value("ESPALIER_UPDATE_SNAPSHOTS") == "1" {
            FileBytes.write(bytes, to: path)
            return
        }
        guard let expected = FileBytes.read(path) else {
            Issue.record("there is no snapshot Tests/Goldens/\(name)", sourceLocation: sourceLocation)
            return
        }
        guard bytes != expected else { return }
        let lines = { (bytes: [UInt8]) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) }
        let (found, wanted) = (lines(bytes), lines(expected))
        let line = zip(found, wanted).prefix { $0 == $1 }.count
        let text = { (lines: [ArraySlice<UInt8>]) in
            line < lines.count ? String(decoding: lines[line].prefix(400), as: UTF8.self) : "(the end)"
        }
        Issue.record(
            "Tests/Goldens/\(name) differs first in line \(line + 1):\n  found  \(text(found))\n  stored \(text(wanted))",
            sourceLocation: sourceLocation)
    }
}
