internal import Network
internal import Serving

/// The settings with where each came from: command line before environment before file before default.
///
/// Everything that was given is looked at, what is overridden too: a mistake is told where it stands.
struct Configuration {
    private(set) var settings = Settings()
    private var origins: [String: SettingOrigin] = [:]

    /// Reads the command line first: a wish for help or the version needs nothing else to be right.
    init(arguments: [String], environment: [(name: String, value: String)]) throws(SettingRefusal) {
        let commandLine = try CommandLineReader(arguments)
        try apply(commandLine.values)
        if settings.wantsHelp || settings.wantsVersion { return }
        let variables = try EnvironmentReader(environment)
        let config = (variables.values + commandLine.values).last { $0.setting.name == "config" }
        if let config {
            try config.apply(to: &settings)
            try apply(try SettingsFile(path: settings.config, origin: config.origin).values)
        }
        try apply(variables.values)
        try apply(commandLine.values)
        try agree()
    }

    func origin(of setting: Setting) -> SettingOrigin { origins[setting.name] ?? .standard }

    private mutating func apply(_ values: [SettingValue]) throws(SettingRefusal) {
        for value in values {
            try value.apply(to: &settings)
            origins[value.setting.name] = value.origin
        }
    }

    /// What settings have to do with each other.
    private mutating func agree() throws(SettingRefusal) {
        let limits = settings.limits
        guard limits.headByteCountMax + limits.bodyByteCountMax <= limits.bufferByteCountMax else {
            throw SettingRefusal(
                "max-buffer-bytes is \(limits.bufferByteCountMax), less than one request may have: max-head-bytes "
                    + "(\(limits.headByteCountMax)) and max-body-bytes (\(limits.bodyByteCountMax)) together")
        }
        guard settings.ring.slotCount.nonzeroBitCount == 1 else {
            throw SettingRefusal("ring-slots is \(settings.ring.slotCount); a power of two is accepted, such as 1024")
        }
        if settings.port == 0, origins["admin-port"] == nil {
            settings.adminPort = 0
            origins["admin-port"] = .following("since port is 0")
        }
        let everyone = ["0.0.0.0", "::"]
        let sharesHost =
            settings.host == settings.adminHost || everyone.contains(settings.host) || everyone.contains(settings.adminHost)
        guard settings.hasNoAdmin || settings.port == 0 || settings.port != settings.adminPort || !sharesHost else {
            throw SettingRefusal("port and admin-port are both \(settings.port); two different ones are accepted, or no-admin")
        }
    }
}
