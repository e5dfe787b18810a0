internal import Base

/// Reads the command line: `--name value`, `--name=value`, flags alone, and one operand.
struct CommandLineReader {
    private(set) var values: [SettingValue] = []

    init(_ arguments: [String]) throws(SettingRefusal) {
        var rest = arguments[...]
        var onlyOperands = false
        while let argument = rest.popFirst() {
            if argument == "--", !onlyOperands {
                onlyOperands = true
            } else if argument.hasPrefix("-"), argument != "-", !onlyOperands {
                try takeFlag(argument, &rest)
            } else {
                try takeOperand(argument)
            }
        }
    }

    private mutating func takeOperand(_ argument: String) throws(SettingRefusal) {
        let setting = Setting.table[0]
        precondition(setting.name == "models", "the operand's setting is the first of the table")
        if values.contains(where: { $0.setting.name == setting.name }) {
            throw SettingRefusal("there is one folder of models to serve, not \(Printable.quoted(argument, width: 100)) as well")
        }
        values.append(SettingValue(setting: setting, content: .text(argument), origin: .operand))
    }

    private mutating func takeFlag(_ argument: String, _ rest: inout ArraySlice<String>) throws(SettingRefusal) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0] == "-h" ? "--help" : parts[0]
        guard let setting = Setting.table.first(where: { $0.flag == name }) else {
            let hint = NearestName.hint(for: name, among: Setting.table.map(\.flag))
            throw SettingRefusal("there is no flag \(Printable.text(name, width: 100))\(hint); serve --help lists them")
        }
        guard !values.contains(where: { $0.setting.name == setting.name }) else {
            throw SettingRefusal("\(name) is given twice; once is accepted")
        }
        values.append(
            SettingValue(setting: setting, content: .text(try text(for: setting, parts, &rest)), origin: .flag(setting.flag)))
    }

    /// The value after the equals sign, or the next argument; of a flag alone, `true`.
    private func text(
        for setting: Setting, _ parts: [String], _ rest: inout ArraySlice<String>
    ) throws(SettingRefusal) -> String {
        if parts.count == 2 { return parts[1] }
        if case .flag = setting.kind { return "true" }
        guard let value = rest.first, !value.hasPrefix("--") else {
            throw SettingRefusal("\(setting.flag) needs a value: \(setting.expectation)")
        }
        rest.removeFirst()
        return value
    }
}
