internal import Base
internal import Bundles
internal import Codecs
internal import SystemPackage

extension BundleDifference {
    private static let nameWidthMax = 40
    private static let valueWidthMax = 70

    /// As a person reads it; ends with a line feed.
    var text: String {
        let title = "\(named(old.manifest.name, old.manifest.version)) and \(named(new.manifest.name, new.manifest.version))"
        if changes.isEmpty { return "\(title): no difference\n" }
        var lines = ["\(title): \(Printable.count(changes.count, "difference"))"]
        for part in BundleChange.Part.allCases {
            let rows = changes.filter { $0.part == part }.map(Self.row)
            if rows.isEmpty { continue }
            lines += ["", part.rawValue] + TextTable.lines(rows, hasHeader: false).map { "  " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func named(_ name: String, _ version: Int) -> String { "\(name) version \(version)" }

    private static func row(_ change: BundleChange) -> [String] {
        func shown(_ text: String) -> String {
            if change.part == .metrics, !change.subject.hasSuffix(" rows"), let value = Double(text) {
                return Printable.metric(value)
            }
            return Printable.text(text, width: valueWidthMax)
        }
        let words: String
        switch (change.old, change.new) {
        case (_?, nil) where change.part == .files: words = "gone"
        case (nil, _?) where change.part == .files: words = "new"
        case (let old?, let new?): words = "\(shown(old)) -> \(shown(new))"
        case (let old?, nil): words = change.remark == nil ? "gone: \(shown(old))" : shown(old)
        case (nil, let new?): words = change.remark == nil ? "new: \(shown(new))" : shown(new)
        case (nil, nil): words = ""
        }
        let remark = change.remark.map { words.isEmpty ? $0 : "\($0): \(words)" } ?? words
        let isMetric = change.part == .metrics && change.remark != nil
        return [
            Printable.text(change.subject, width: nameWidthMax), isMetric ? "\(words)  (\(change.remark ?? ""))" : remark,
        ]
    }

    /// For programs: one object.
    var json: String {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return JSONValue.object([
            .init("old", JSONValue(old.path.string)), .init("new", JSONValue(new.path.string)),
            .init("same", JSONValue(changes.isEmpty)),
            .init(
                "changes",
                .array(
                    changes.map { change in
                        .object([
                            .init("part", JSONValue(change.part.rawValue)), .init("subject", JSONValue(change.subject)),
                            .init("old", text(change.old)), .init("new", text(change.new)), .init("remark", text(change.remark)),
                        ])
                    })),
        ]).text()
    }
}
