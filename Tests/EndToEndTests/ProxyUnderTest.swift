import Glibc
import SystemPackage
import TestSupport
import Testing

/// nginx or HAProxy in front of two servers, with a load on it that lasts until the test ends it.
final class ProxyUnderTest {
    let program: Program
    let port: Int
    private let folder: TemporaryFolder
    /// What the proxy said of each answer, a line each that begins with the status.
    private let log: FilePath?

    /// `configuration` is given the proxy's folder and port.
    init(
        _ name: String, arguments: [String], log: String?, configuration: (FilePath, Int) -> String
    ) throws {
        let folder = TemporaryFolder()
        self.folder = folder
        port = InstalledProgram.freePort()
        self.log = log.map { folder.path.appending($0) }
        let file = folder.path.appending("proxy.conf")
        FileBytes.write(Array(configuration(folder.path, port).utf8), to: file)
        let path = try #require(InstalledProgram.path(name))
        program = Program(path, arguments.map { $0 == "%FILE" ? file.string : $0 == "%FOLDER" ? folder.path.string + "/" : $0 })
        while !Loopback.hasListener(port: port) {
            try #require(!program.hasExited, "\(program.standardError())")
            sched_yield()
        }
    }

    /// Lines of the log that begin with a status.
    var statuses: [Int] {
        let text = log.map { String(decoding: FileBytes.read($0) ?? [], as: UTF8.self) } ?? program.standardError()
        return text.split(separator: "\n").compactMap { Int($0.prefix(3)) }
    }

    func text(of name: String) -> String { String(decoding: FileBytes.read(folder.path.appending(name)) ?? [], as: UTF8.self) }

    /// Waits until that many answers more have gone through.
    func passAnswers(_ count: Int) throws {
        let before = statuses.count
        while statuses.count < before + count {
            try #require(!program.hasExited, "\(program.standardError())")
            // The log is looked at once in the time of an answer: to read it without end would take the processor from those who write it.
            let client = ServeClient(port: port)
            if client?.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n") == true { _ = client?.receive() }
        }
    }

    func end() {
        program.signal(SIGTERM)
        _ = program.waitForExit()
    }
}
