internal import Base
internal import Glibc

/// The program: reads the settings and does what they ask for.
enum Server {
    static func run(_ arguments: [String]) -> ExitCode {
        // Nobody reading what is logged or printed is no reason to lose requests: the write that fails is passed over.
        signal(SIGPIPE, SIG_IGN)
        do throws(SettingRefusal) {
            return try run(Configuration(arguments: arguments, environment: ProcessEnvironment.variables()))
        } catch {
            StandardError.write("serve: error: \(error.reason)\n")
            return error.exitCode
        }
    }

    private static func run(_ configuration: Configuration) throws(SettingRefusal) -> ExitCode {
        let settings = configuration.settings
        if settings.wantsHelp {
            print(Setting.help(), terminator: "")
        } else if settings.wantsVersion {
            print("serve \(Version.current)")
        } else if settings.wantsPrintedConfig {
            print(configuration.text(), terminator: "")
        } else if settings.wantsProbe {
            let (line, exitCode) = try Probe(settings).run()
            print(line)
            return exitCode
        } else {
            return Service.run(settings)
        }
        return .success
    }
}
