internal import Glibc
internal import Synchronization
public import SystemPackage

/// A real executable of the package, started for an end-to-end test: the one beside the running tests, built with the same flags.
///
/// A program that is still running when its value goes is killed and reaped: no test leaves a process behind.
@safe public final class Program {
    public let processID: Int32
    private var standardOutput: Int32
    private var standardErrorPath: FilePath
    private let folder = TemporaryFolder()
    private var pending: [UInt8] = []
    private var status: Int32?

    /// Tests run side by side: between `pipe` and `FD_CLOEXEC` another test's child could inherit an end and keep it open.
    static let spawning = Mutex(())

    /// The folder that holds the executables: that of the test bundle itself.
    public static var productsFolder: FilePath {
        var buffer = [CChar](repeating: 0, count: 4096)
        // The tests run inside a host process of the toolchain, so the command line, not /proc/self/exe, names the bundle.
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            var path = FilePath(argument)
            while let last = path.lastComponent, !last.string.hasSuffix(".xctest") { path.removeLastComponent() }
            path.removeLastComponent()
            if !path.isEmpty { return path }
        }
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        precondition(count > 0, "readlink")
        var path = FilePath(String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
        path.removeLastComponent()
        return path
    }

    public static func path(of name: String) -> FilePath { productsFolder.appending(name) }

    /// Starts `name` (an executable of this package, or an absolute path) with `arguments`. Standard input is `input`, or empty;
    /// `environment` is added to the test's own, of which variables that begin with `ESPALIER_` stay behind: those of a test run are not for
    /// the programs, which read theirs by the same prefix. Standard error goes to a file that ``standardError()`` reads, or to `errorPipe`.
    public init(
        _ name: String, _ arguments: [String] = [], input: FilePath? = nil, environment: [String: String] = [:],
        errorPipe: UnreadPipe? = nil
    ) {
        let path = name.hasPrefix("/") ? name : Self.path(of: name).string
        standardErrorPath = folder.path.appending("stderr")
        let standardErrorPath = standardErrorPath
        (processID, standardOutput) = Self.spawning.withLock { _ in
            var ends: [Int32] = [0, 0]
            precondition(unsafe pipe(&ends) == 0, "pipe")
            // The child must not keep a copy of the end that is read, nor other children one of either.
            for end in ends { precondition(fcntl(end, F_SETFD, FD_CLOEXEC) == 0, "fcntl") }
            var actions = unsafe posix_spawn_file_actions_t()
            unsafe posix_spawn_file_actions_init(&actions)
            unsafe posix_spawn_file_actions_addopen(&actions, 0, input?.string ?? "/dev/null", O_RDONLY, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
            if let errorPipe {
                unsafe posix_spawn_file_actions_adddup2(&actions, errorPipe.writer, 2)
            } else {
                let flags = O_WRONLY | O_CREAT | O_TRUNC
                unsafe posix_spawn_file_actions_addopen(&actions, 2, standardErrorPath.string, flags, 0o600)
            }
            var argv: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
            var variables: [String] = environment.map { "\($0.key)=\($0.value)" }
            var inherited = unsafe environ
            while let entry = unsafe inherited.pointee {
                let text = unsafe String(cString: entry)
                let isGiven = environment[String(text.prefix { $0 != "=" })] != nil
                if !isGiven, !text.hasPrefix("ESPALIER_") { variables.append(text) }
                unsafe inherited += 1
            }
            var envp: [UnsafeMutablePointer<CChar>?] = unsafe variables.map { unsafe strdup($0) } + [nil]
            var pid: pid_t = 0
            // Tests run on threads that block signals, and a child would inherit that.
            var attributes = posix_spawnattr_t()
            unsafe posix_spawnattr_init(&attributes)
            var blocked = sigset_t()
            unsafe sigemptyset(&blocked)
            unsafe posix_spawnattr_setsigmask(&attributes, &blocked)
            unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
            let failure = unsafe posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
            unsafe posix_spawnattr_destroy(&attributes)
            for index in unsafe argv.indices { unsafe free(argv[index]) }
            for index in unsafe envp.indices { unsafe free(envp[index]) }
            unsafe posix_spawn_file_actions_destroy(&actions)
            close(ends[1])
            precondition(failure == 0, "cannot start \(path): \(Errno(rawValue: failure))")
            return (pid, ends[0])
        }
    }

    deinit {
        if status == nil {
            kill(processID, SIGKILL)
            _ = waitForExit()
        }
        close(standardOutput)
    }

    /// The next line of standard output without its line feed, or nil at the end; waits for it.
    public func readLine() -> String? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                return line
            }
            if !readMore() { break }
        }
        defer { pending = [] }
        return pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self)
    }

    /// All that is left of standard output; waits until the program closes it.
    public func readAll() -> [UInt8] {
        while readMore() {}
        defer { pending = [] }
        return pending
    }

    private func readMore() -> Bool {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(standardOutput, &block, block.count)
            if count > 0 {
                pending.append(contentsOf: block[..<count])
                return true
            }
            if count == 0 || errno != EINTR { return false }
        }
    }

    public func signal(_ number: Int32) { kill(processID, number) }

    /// Whether the program has ended; it is not waited for.
    public var hasExited: Bool {
        if status != nil { return true }
        var information = unsafe siginfo_t()
        let result = unsafe waitid(P_PID, id_t(processID), &information, WEXITED | WNOHANG | WNOWAIT)
        return unsafe result == 0 && information.si_signo == SIGCHLD
    }

    /// Waits for the end; the exit code, or minus the number of the signal that ended it.
    public func waitForExit() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while unsafe waitpid(processID, &raw, 0) < 0 && errno == EINTR {}
        let code = raw & 0x7f == 0 ? (raw >> 8) & 0xff : -(raw & 0x7f)
        status = code
        return code
    }

    /// What the program wrote to standard error so far.
    public func standardError() -> String { String(decoding: FileBytes.read(standardErrorPath) ?? [], as: UTF8.self) }

    public struct Result: Sendable {
        public let exitCode: Int32
        public let output: String
        public let error: String
    }

    /// Runs a program to its end.
    public static func run(
        _ name: String, _ arguments: [String] = [], input: FilePath? = nil, environment: [String: String] = [:]
    ) -> Result {
        let program = Program(name, arguments, input: input, environment: environment)
        let output = program.readAll()
        let code = program.waitForExit()
        return Result(exitCode: code, output: String(decoding: output, as: UTF8.self), error: program.standardError())
    }
}
