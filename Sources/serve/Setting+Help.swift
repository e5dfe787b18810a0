extension Setting {
    /// What `--help` prints.
    static func help() -> String {
        var text = """
            Usage: serve [OPTION ...] [MODELS]

            Serves the newest version of every model in the folder MODELS (MODELS/NAME/VERSION/) over HTTP/1.1:
            POST /predict/NAME and GET /health on the data listener, GET /models and /metrics on the admin listener.
            SIGTERM finishes what is under way and ends with 0; a second signal ends at once.

            Every setting can be given in three ways: --max-rows 100 on the command line, ESPALIER_MAX_ROWS=100 in the
            environment, {"max_rows": 100} in the file of --config. The command line goes before the environment, that before
            the file, that before the default, which stands in parentheses.

            """
        let rows = table.map { setting in
            let left = setting.valueName.isEmpty ? setting.flag : "\(setting.flag) \(setting.valueName)"
            return (setting: setting, left: left)
        }
        let width = rows.map(\.left.count).max() ?? 0
        for group in Group.allCases {
            text += "\n\(group.rawValue)\n"
            for row in rows where row.setting.group == group {
                text += "  \(row.left.padded(to: width))  \(row.setting.meaning)\(row.setting.defaultText)\n"
            }
        }
        return text
    }

    private var defaultText: String {
        if case .flag = kind { return "" }
        let text = text(in: Settings())
        return text.isEmpty ? "" : " (\(text))"
    }
}
