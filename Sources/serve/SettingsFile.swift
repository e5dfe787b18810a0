internal import Base
internal import Codecs
internal import SystemPackage

/// Reads the file of settings: one JSON object, its keys the settings' names with underscores.
struct SettingsFile {
    private(set) var values: [SettingValue] = []

    /// Far above any file of settings, far below what would hurt.
    static let byteCountMax = 1 << 20

    /// `origin` is where the path was given.
    init(path: String, origin: SettingOrigin) throws(SettingRefusal) {
        let file: MappedFile
        do {
            file = try MappedFile(path: FilePath(path), byteCountMax: Self.byteCountMax)
        } catch {
            if error.errno == .invalidArgument {
                throw SettingRefusal("\(origin.place): \(path): is not a regular file", exitCode: .environment)
            }
            let limit = error.errno == .fileTooLarge ? "; at most \(Self.byteCountMax) bytes are accepted" : ""
            throw SettingRefusal("\(origin.place): \(error)\(limit)", exitCode: .environment)
        }
        let document: JSONValue
        do {
            document = unsafe try JSONValue.parse(file.bytes)
        } catch {
            throw SettingRefusal("\(path): is not JSON: \(error)")
        }
        try read(document, path: path)
    }

    private mutating func read(_ document: JSONValue, path: String) throws(SettingRefusal) {
        guard case .object(let members) = document else {
            throw SettingRefusal("\(path): expected an object of settings, such as {\"port\": 8000}")
        }
        let settings = Setting.table.filter { $0.scope == .everywhere }
        for member in members {
            guard let setting = settings.first(where: { $0.key == member.name }) else {
                let hint = NearestName.hint(for: member.name, among: settings.map(\.key))
                throw SettingRefusal(
                    "\(path): there is no setting \(Printable.quoted(member.name, width: 100))\(hint); serve --help lists them")
            }
            values.append(
                SettingValue(setting: setting, content: .json(member.value), origin: .file(path: path, key: setting.key)))
        }
    }
}
