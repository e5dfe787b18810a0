internal import Base
internal import Glibc
internal import SystemPackage

/// The inputs' names: those of the command line, patterns filled in, and those that a list has.
@safe struct InputNames {
    let paths: [String]

    static let countMax = 1_000_000
    private static let listByteCountMax = 256 << 20

    init(arguments: [String], list: String?) throws(ScoreFailure) {
        var paths: [String] = []
        for argument in arguments { paths += try Self.matches(argument) }
        if let list { paths += try Self.lines(of: list) }
        guard !paths.isEmpty else {
            throw ScoreFailure(.usage, "there is no input; give files, patterns, - for standard input, or --files-from LIST")
        }
        guard paths.count <= Self.countMax else {
            throw ScoreFailure(.usage, "there are \(paths.count) inputs, \(Self.countMax) are accepted")
        }
        if paths.count > 1, paths.contains("-") {
            throw ScoreFailure(.usage, "standard input (-) is an input by itself; it cannot stand among files")
        }
        self.paths = paths
    }

    /// A name that is there is taken as it is, whatever characters it has; else `*`, `?` and `[` make it a pattern, whose matches come in the
    /// order of their bytes.
    private static func matches(_ argument: String) throws(ScoreFailure) -> [String] {
        guard argument.contains(where: { "*?[".contains($0) }), unsafe access(argument, F_OK) != 0 else { return [argument] }
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        let code = unsafe glob(argument, GLOB_ERR, nil, &found)
        if code == GLOB_NOMATCH { throw ScoreFailure(.environment, "\(argument): matches no file") }
        guard code == 0 else {
            throw ScoreFailure(.environment, "\(argument): cannot be looked for: \(Errno(rawValue: errno)) (glob)")
        }
        return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
            unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
        }
    }

    /// One path a line; empty lines are passed over.
    private static func lines(of list: String) throws(ScoreFailure) -> [String] {
        let name = list == "-" ? "standard input" : list
        let descriptor = list == "-" ? STDIN_FILENO : unsafe open(list, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ScoreFailure(.environment, "\(name): cannot be opened: \(Errno(rawValue: errno)) (open)")
        }
        defer { if list != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(descriptor, &block, block.count)
            if count == 0 { break }
            guard count > 0 else {
                throw ScoreFailure(.environment, "\(name): cannot be read: \(Errno(rawValue: errno)) (read)")
            }
            bytes += block[..<count]
            guard bytes.count <= listByteCountMax else {
                throw ScoreFailure(.usage, "\(name): a list of inputs has at most \(listByteCountMax) bytes")
            }
        }
        return bytes.split(separator: UInt8(ascii: "\n")).map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }.filter { !$0.isEmpty }
    }
}
