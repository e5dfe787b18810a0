internal import Base

extension Configuration {
    /// What `--print-config` prints: a setting a line, with its value and where that came from, in columns.
    func text() -> String {
        let rows = Setting.table.filter { $0.scope != .commandLine }.map { setting in
            (name: setting.name, value: Self.shown(setting.text(in: settings)), origin: origin(of: setting).description)
        }
        let nameWidth = rows.map(\.name.count).max() ?? 0
        let valueWidth = rows.map(\.value.count).max() ?? 0
        return rows.map { row in
            row.name.padded(to: nameWidth) + "  " + row.value.padded(to: valueWidth) + "  " + Printable.text(row.origin) + "\n"
        }.joined()
    }

    /// Texts that a reader could take for nothing, or for two, are in quotation marks.
    private static func shown(_ text: String) -> String {
        text.isEmpty || text.contains(" ") ? "\"\(Printable.text(text))\"" : Printable.text(text)
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
