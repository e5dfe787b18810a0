import Glibc
import SystemPackage
import TestSupport
import Testing

/// What the environment does to a run: full disks, folders that cannot be written, signals, a table that changes.
@Suite struct TrainFaultTests {
    let fixture = TrainFixture()

    @Test func `a folder that cannot be written is refused before any work`() {
        let table = fixture.file(TrainTable.classes(rowCount: 100))
        let file = fixture.file("", "file")
        for (output, message) in [
            (file.string, "\(file) is no folder; bundles go into a folder, which is made if it is missing"),
            (file.string + "/below", "\(file) is no folder"),
            ("/proc/nowhere", "/proc/nowhere"),
        ] {
            let result = fixture.train(table, ["--trees", "2", "--output", output])
            #expect(result.exitCode == 5 && result.error.contains(message), "\(result.exitCode) \(result.error)")
        }
        if geteuid() != 0 {
            #expect(unsafe mkdir(fixture.models.string, 0o500) == 0)
            let result = fixture.train(table, ["--trees", "2"])
            #expect(result.exitCode == 5 && result.error.contains("Permission denied (access)"), "\(result.error)")
        }
        #expect(fixture.entries().isEmpty)
    }

    @Test func `folders that are missing are made`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 100))
        let deep = fixture.models.appending("a").appending("b")
        #expect(fixture.train(table, ["--trees", "2", "--output", deep.string]).exitCode == 0)
        #expect(FolderListing.names(in: deep.appending("m")) == ["1"])
    }

    @Test(.enabled(if: TestEnvironment.allowsFileSizeLimits))
    func `a disk that is full leaves nothing, and what was there before`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 2_000))
        #expect(fixture.train(table, ["--trees", "2"]).exitCode == 0)
        let before = fixture.entries()
        let files = fixture.files()
        let train = Program.path(of: "train").string
        // Blocks of 512 or 1024 bytes: the forest is larger than eight of either, standard error smaller.
        for output in [fixture.models.string, fixture.folder.path.appending("other").string] {
            let arguments = fixture.arguments(table) + ["--output", output, "--trees", "50", "--progress", "none"]
            let result = Program.run(
                "/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", train] + arguments)
            #expect(result.exitCode == 5, "\(result.error)")
            #expect(result.error.contains("File too large"), "\(result.error)")
        }
        #expect(fixture.entries() == before && fixture.files() == files)
        #expect(FolderListing.names(in: fixture.folder.path)?.contains("other") == false)
    }

    /// Trains for as long as it is let, telling of its rounds.
    private var endless: [String] { ["--trees", "100000", "--learning-rate", "0.001", "--progress", "json"] }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func `a signal while training ends the run with nothing written`(number: Int32) {
        let table = fixture.file(TrainTable.classes(rowCount: 3_000))
        let program = Program("train", fixture.arguments(table) + endless)
        waitForRounds(program)
        program.signal(number)
        #expect(program.waitForExit() == 6)
        #expect(program.standardError().hasSuffix("train: error: stopped by a signal; nothing was written\n"))
        #expect(program.readAll().isEmpty)
        #expect(fixture.entries().isEmpty)
    }

    @Test func `a signal that the run was started to ignore stays ignored`() {
        let table = fixture.file(TrainTable.classes(rowCount: 3_000))
        let train = Program.path(of: "train").string
        let program = Program("/bin/sh", ["-c", "trap '' HUP; exec \"$@\"", "sh", train] + fixture.arguments(table) + endless)
        waitForRounds(program)
        program.signal(SIGHUP)
        program.signal(SIGTERM)
        #expect(program.waitForExit() == 6)
        // Two signals that count would have ended it with 128 and more.
        #expect(program.standardError().hasSuffix("stopped by a signal; nothing was written\n"))
    }

    @Test func `a second signal ends the run at once`() throws {
        // Standard error is a pipe that is full: the run waits in the midst of its work for as long as the test likes.
        let pipe = try FullPipe(fixture.folder.path.appending("pipe"))
        let table = fixture.file(TrainTable.classes(rowCount: 3_000))
        let program = Program("/bin/sh", shell(table, endless, pipe))
        try pipe.emptyOnce()
        pipe.waitUntilFull()
        program.signal(SIGTERM)
        program.signal(SIGINT)
        #expect([128 + SIGINT, 128 + SIGTERM].contains(program.waitForExit()))
        #expect(fixture.entries().isEmpty)
    }

    @Test func `a table that changes while it is read is refused`() throws {
        let pipe = try FullPipe(fixture.folder.path.appending("pipe"))
        // Far more blocks than the pipe holds lines: the run stops in the midst of its first pass.
        let line = "12345678,oslo,\(String(repeating: "x", count: 60)),1\n"
        let text = "a,b,c,y\n" + String(repeating: line, count: 250_000)
        let table = fixture.file(text)
        let program = Program("/bin/sh", shell(table, ["--progress", "json"], pipe))
        try pipe.emptyOnce()
        pipe.waitUntilFull()
        let file = try FileDescriptor.open(table, .writeOnly, options: .append)
        try file.closeAfter { _ = try file.writeAll("1,2,3,0\n".utf8) }
        let told = pipe.readToEnd(of: program)
        #expect(program.waitForExit() == 3)
        #expect(
            told.hasSuffix(
                "train: error: \(table): the file changed while it was read; a file that nothing writes to is accepted\n"))
        #expect(fixture.entries().isEmpty)
    }

    /// Until a round is told, or why there is none.
    private func waitForRounds(_ program: Program) {
        while true {
            let told = program.standardError()
            if told.contains(#""event":"round""#) || told.contains("rror: ") { return }
            sched_yield()
        }
    }

    private func shell(_ table: FilePath, _ options: [String], _ pipe: FullPipe) -> [String] {
        let train = Program.path(of: "train").string
        return ["-c", "pipe=$1; shift; exec \"$@\" 2>\"$pipe\"", "sh", pipe.path.string, train] + fixture.arguments(table)
            + options
    }
}

/// A named pipe without room: who writes to it waits until the test makes some.
final class FullPipe {
    let path: FilePath
    /// Open for both directions, so that neither side waits for the other to open it.
    private let descriptor: FileDescriptor
    private static let capacity = 4096

    init(_ path: FilePath) throws {
        self.path = path
        guard unsafe mkfifo(path.string, 0o600) == 0 else { throw Errno(rawValue: errno) }
        descriptor = try FileDescriptor.open(path, .readWrite, options: .nonBlocking)
        // F_SETPIPE_SZ, which is a macro that Swift does not see.
        guard fcntl(descriptor.rawValue, 1031, Int32(Self.capacity)) == Self.capacity else { throw Errno(rawValue: errno) }
        _ = try descriptor.writeAll([UInt8](repeating: 0x20, count: Self.capacity))
    }

    deinit { try? descriptor.close() }

    /// Takes what the pipe was filled with.
    func emptyOnce() throws {
        var bytes = [UInt8](repeating: 0, count: Self.capacity)
        var count = 0
        while count < Self.capacity {
            count += try unsafe bytes.withUnsafeMutableBytes { bytes in
                try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[count...]))
            }
        }
    }

    /// Waits until the pipe has no room for a line and a message behind it. Lines of progress have 90 to 140 bytes, and the kernel
    /// takes a line whole or lets its writer wait.
    func waitUntilFull() {
        var byteCount: Int32 = 0
        repeat {
            sched_yield()
            _ = unsafe ioctl(descriptor.rawValue, UInt(FIONREAD), &byteCount)
        } while Int(byteCount) < Self.capacity - 140
    }

    /// Everything that is written until the program has ended.
    func readToEnd(of program: Program) -> String {
        var text: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: Self.capacity)
        while true {
            let hasEnded = kill(program.processID, 0) != 0 || isZombie(program.processID)
            let count = unsafe read(descriptor.rawValue, &bytes, bytes.count)
            if count > 0 { text += bytes[..<count] } else if hasEnded { return String(decoding: text, as: UTF8.self) }
            if count <= 0 { sched_yield() }
        }
    }

    private func isZombie(_ processID: Int32) -> Bool {
        let status = String(decoding: FileBytes.read(FilePath("/proc/\(processID)/stat")) ?? [], as: UTF8.self)
        return status.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }
}
