internal import Base
internal import Forest

/// Reads the variables that begin with `ESPALIER_`, but for those that choose kernels, which every program has.
struct EnvironmentReader {
    private(set) var values: [SettingValue] = []

    init(_ variables: [(name: String, value: String)]) throws(SettingRefusal) {
        let settings = Setting.table.filter { $0.scope != .commandLine }
        for (name, value) in variables where name.hasPrefix(Setting.variablePrefix) && !Self.kernelVariables.contains(name) {
            let kubernetesHint = Self.isServiceLink(name, value) ? Self.kubernetesHint : ""
            guard let setting = settings.first(where: { $0.variable == name }) else {
                let hint =
                    kubernetesHint.isEmpty ? NearestName.hint(for: name, among: settings.map(\.variable)) : kubernetesHint
                throw SettingRefusal("there is no setting \(Printable.text(name, width: 100))\(hint); serve --help lists them")
            }
            let given = SettingValue(setting: setting, content: .text(value), origin: .environment(variable: name))
            if !kubernetesHint.isEmpty {
                throw SettingRefusal(SettingRefusal(setting, at: given.origin, found: value).reason + kubernetesHint)
            }
            values.append(given)
        }
    }

    private static let kernelVariables = [KernelChoice.instructionSetVariable, KernelChoice.designVariable]

    /// Kubernetes tells every pod of every service by variables that are named for it: `ESPALIER_PORT=tcp://10.0.0.1:80` and more for
    /// one that is called espalier.
    private static func isServiceLink(_ name: String, _ value: String) -> Bool {
        name.hasSuffix("_SERVICE_HOST") || TextSearch.contains(name.utf8, "_SERVICE_PORT")
            || TextSearch.contains(name.utf8, "_PORT_") || value.hasPrefix("tcp://") || value.hasPrefix("udp://")
    }

    private static let kubernetesHint =
        "; Kubernetes sets such a variable for a service of that name: enableServiceLinks: false in the pod keeps it away"
}
