import Base
import BundleTestSupport
import Bundles
import Codecs
import Forest
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct ScoreTests {
    private let folder = TemporaryFolder()
    private var output: FilePath { folder.path.appending("scored.csv") }

    private func bundle(_ task: Manifest.Task = .binary) throws -> (SmallModel, String) {
        let model = SmallModel(task: task, treeCount: 5)
        return (model, try model.write(to: folder.path.appending("models")).string)
    }

    private func file(_ bytes: [UInt8], _ name: String = "table.csv") throws -> FilePath {
        let path = folder.path.appending(name)
        try LooseBundle.write(bytes, to: path)
        return path
    }

    private func score(_ arguments: [String], input: FilePath? = nil) -> Program.Result {
        Program.run("score", arguments + ["--progress", "none"], input: input)
    }

    /// Everything in the folder but the models: to see that nothing else is left.
    private func names() -> [String] {
        var names: [String] = []
        guard let directory = unsafe opendir(folder.path.string) else { return [] }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if ![".", "..", "models"].contains(name) { names.append(name) }
        }
        return names.sorted()
    }

    @Test(arguments: Manifest.Task.allCases)
    func `predictions, probabilities and margins are the reference scorer's, bit for bit`(task: Manifest.Task) throws {
        var random = TestSeed.random(0x7363_6f31)
        let table = ScoredTable(rowCount: 2_000, &random)
        let (model, path) = try bundle(task)
        let result = score([path, try file(table.csv).string, "-o", output.string, "--margin", "--keep", "id"])
        #expect(result.exitCode == 0, "\(result.error)")
        let scored = try records(output)
        let classes = model.manifest.target.classes
        let expectedHeader: [String] =
            switch task {
            case .regression: ["id", "prediction", "margin"]
            case .binary: ["id", "prediction", "probability", "margin"]
            case .multiclass: ["id", "prediction"] + classes.map { "p_" + $0 } + classes.map { "margin_" + $0 }
            }
        #expect(scored[0] == expectedHeader)
        #expect(scored.count == 2_001)
        let decision = Decision(model.manifest, model.forest)
        for (index, margins) in table.margins(model).enumerated() {
            var predictions = margins
            unsafe margins.withUnsafeBufferPointer { margins in
                unsafe Scorer(model.forest).predictions(margins: margins.baseAddress!, rowCount: 1, into: &predictions)
            }
            let fields = Array(scored[index + 1].dropFirst(task == .regression ? 1 : 2))
            let expected = predictions + margins
            #expect(scored[index + 1][0] == "\(index)")
            #expect(fields.map { NumberParser.double($0).map { Float($0).bitPattern } } == expected.map { Float($0).bitPattern })
            if task != .regression { #expect(scored[index + 1][1] == classes[unsafe decision.classIndex(&predictions)]) }
        }
    }

    @Test(arguments: [
        (Objective.hinge, Manifest.Task.binary, ["prediction", "margin"]),
        (
            .logisticEach, .multiclass,
            ["prediction", "p_low", "p_middle", "p_high", "margin_low", "margin_middle", "margin_high"]
        ),
        (.exponential, .regression, ["prediction_0", "prediction_1", "margin_0", "margin_1"]),
        (.signedSquare, .regression, ["prediction", "margin"]),
    ])
    func `imported models have the columns of their objective, and the reference scorer's bits in them`(
        objective: Objective, task: Manifest.Task, header: [String]
    ) throws {
        var random = TestSeed.random(0x7363_6f40)
        let table = ScoredTable(rowCount: 300, &random)
        let outputCount = header.count { $0.hasPrefix("margin") }
        let model = SmallModel(imported: objective, task: task, outputCount: outputCount)
        let path = try model.write(to: folder.path.appending("models")).string
        let result = score([path, try file(table.csv).string, "-o", output.string, "--margin"])
        #expect(result.exitCode == 0, "\(result.error)")
        let scored = try records(output)
        #expect(scored[0] == header)
        let classes = model.manifest.target.classes
        for (index, margins) in table.margins(model).enumerated() {
            var predictions = margins
            unsafe Scorer(model.forest).predictions(margins: margins, rowCount: 1, into: &predictions)
            var expected = (predictions + margins).map { "\(Float($0))" }
            if objective == .hinge { expected[0] = classes[margins[0] > 0 ? 1 : 0] }
            if task == .multiclass { expected.insert(classes[predictions.firstIndex(of: predictions.max()!)!], at: 0) }
            #expect(scored[index + 1] == expected)
        }
        let refused = score([path, try file(table.csv).string, "-o", output.string, "--threshold", "0.25"])
        #expect(refused.exitCode == 2)
        #expect(refused.error.contains("two classes with a probability; this one is \(task.rawValue)"), "\(refused.error)")
    }

    @Test func `the output is the same for any number of threads, for gzip, and for pipes`() throws {
        var random = TestSeed.random(0x7363_6f32)
        // More than a dozen blocks.
        let table = ScoredTable(rowCount: 80_000, &random)
        let (_, path) = try bundle()
        let input = try file(table.csv)
        let arguments = ["--keep-all", "--margin", "--summary", "none"]
        #expect(score([path, input.string, "-o", output.string, "--threads", "1"] + arguments).exitCode == 0)
        let expected = FileBytes.read(output) ?? []
        #expect(expected.count > table.csv.count)
        for threads in ["2", "7"] {
            let result = score([path, input.string, "-o", output.string, "--threads", threads] + arguments)
            #expect(result.exitCode == 0 && FileBytes.read(output) == expected)
        }
        #expect(Program.run("/bin/sh", ["-c", "gzip -k \(input.string)"]).exitCode == 0)
        let piped = score([path, "-"] + arguments, input: input.removingLastComponent().appending("table.csv.gz"))
        #expect(piped.exitCode == 0 && Array(piped.output.utf8) == expected && piped.error.isEmpty)
        let compressed = folder.path.appending("scored.csv.gz")
        #expect(score([path, input.string, "-o", compressed.string] + arguments).exitCode == 0)
        let unpacked = Program("/bin/sh", ["-c", "gzip -dc \(compressed.string)"])
        #expect(unpacked.readAll() == expected && unpacked.waitForExit() == 0)
    }

    @Test func `kept columns come first and unchanged, in the order asked for`() throws {
        let (_, path) = try bundle()
        let input = try file(Array("age,\"a,b\",income,city,\"q\"\"q\"\n30,\" x \",1,Oslo,\"1,\"\"2\"\"\"\n".utf8))
        let result = score([path, input.string, "--keep", "a,b", "--keep", "q\"q,age", "--summary", "none"])
        try #require(result.exitCode == 0, "\(result.error)")
        let lines = result.output.split(separator: "\n")
        #expect(lines[0] == "\"a,b\",\"q\"\"q\",age,prediction,probability")
        #expect(lines.count == 2 && lines[1].hasPrefix(" x ,\"1,\"\"2\"\"\",30,"))
        let all = score([path, input.string, "--keep-all", "--summary", "none"])
        #expect(all.output.hasPrefix("age,\"a,b\",income,city,\"q\"\"q\",prediction,probability\n30, x ,1,Oslo,"))
    }

    @Test func `a header without rows is scored to a header`() throws {
        let (_, path) = try bundle()
        let result = score([path, try file(Array("age,income,city".utf8)).string])
        #expect(result.exitCode == 0 && result.output == "prediction,probability\n")
    }

    @Test func `a threshold given on the command line decides the class`() throws {
        let (_, path) = try bundle()
        let input = try file(Array("age,income,city\n30,1,Oslo\n".utf8))
        #expect(score([path, input.string, "--threshold", "0"]).output.contains("\nyes,"))
        #expect(score([path, input.string, "--threshold", "1"]).output.contains("\nno,"))
        #expect(score([path, input.string, "--threshold", "1.5"]).exitCode == 2)
        let (_, regression) = try bundle(.regression)
        #expect(score([regression, input.string, "--threshold", "0.5"]).exitCode == 2)
    }
}

extension ScoreTests {
    private static let bad = "age,income,city\n30,1,Oslo\n31,\"two\nlines\",Rome\n32,many,Oslo\n33,4,Oslo\n"

    @Test func `a bad row ends the run with its line, column, what was found and what is accepted`() throws {
        let (_, path) = try bundle()
        let input = try file(Array(Self.bad.utf8))
        let result = score([path, input.string, "-o", output.string])
        #expect(result.exitCode == 3)
        #expect(
            result.error.hasPrefix(
                "score: error: \(input.string), line 3, column income: found \"two\\u{a}lines\", accepted is a number or, for a missing one, "
            ))
        #expect(names() == ["table.csv"])
    }

    @Test func `bad rows are left out or written empty when that is asked for, and counted`() throws {
        let (_, path) = try bundle()
        let input = try file(Array(Self.bad.utf8))
        let skipped = score([path, input.string, "--on-bad-row", "skip", "--keep", "age", "--summary", "json"])
        #expect(skipped.exitCode == 0)
        #expect(skipped.output.split(separator: "\n").map { $0.prefix(3) } == ["age", "30,", "33,"])
        let empty = score([path, input.string, "--on-bad-row", "null", "--keep", "age", "--margin"])
        try #require(empty.exitCode == 0)
        #expect(empty.output.split(separator: "\n")[2...3] == ["31,,,", "32,,,"])
        #expect(empty.error.contains("refused by policy observe: 2 rows, written without prediction"))
        #expect(empty.error.contains("wrong_type: 2 (income 2)"))
        let summary = try JSONReader(JSONValue.parse(Array(skipped.error.utf8))).members().map { ($0.name, $0.reader) }
        let members = Dictionary(uniqueKeysWithValues: summary)
        #expect(try members["rows"]?.int() == 4 && members["rows_scored"]?.int() == 2 && members["rows_refused"]?.int() == 2)
        #expect(
            members["violations"]?.value
                == .object([
                    .init("unknown_category", .object([])), .init("missing_feature", .object([])),
                    .init("out_of_range", .object([])),
                    .init("wrong_type", .object([.init("income", JSONValue(2))])),
                ]))
    }

    @Test func `a row without predictions is no empty line, also where it has one column`() throws {
        let (_, path) = try bundle(.regression)
        let result = score([path, try file(Array(Self.bad.utf8)).string, "--on-bad-row", "null"])
        try #require(result.exitCode == 0)
        #expect(result.output.split(separator: "\n", omittingEmptySubsequences: false)[2...3] == ["\"\"", "\"\""])
    }

    @Test func `columns that are missing or too many are told by the policy`() throws {
        let (_, path) = try bundle()
        let input = try file(Array("age,income,extra,outcome\n30,1,x,yes\n".utf8))
        let observed = score([path, input.string])
        #expect(observed.exitCode == 0)
        #expect(observed.error.contains("warning: \(input.string) lacks \"city\"; read as missing in every row"))
        #expect(observed.error.contains("missing_feature: 1 (city 1)"))
        #expect(observed.error.contains("columns that the model does not know, not used: \"extra\""))
        let strict = score([path, input.string, "--policy", "strict", "-o", output.string])
        #expect(strict.exitCode == 3 && strict.error.contains("line 1: the header lacks \"city\"; policy strict"))
        let extra = try file(Array("age,income,city,extra,outcome\n30,1,Oslo,x,yes\n".utf8), "extra.csv")
        let refused = score([path, extra.string, "--policy", "strict", "-o", output.string])
        #expect(refused.exitCode == 3 && refused.error.contains("the header has \"extra\", which the model does not know"))
        #expect(score([path, extra.string, "--policy", "strict", "--keep", "extra"]).exitCode == 0)
        let other = try file(Array("a,b\n1,2\n".utf8), "other.csv")
        let wrong = score([path, other.string, "-o", output.string])
        #expect(
            wrong.exitCode == 3
                && wrong.error.contains("has none of the columns that the model reads: \"age\", \"income\", \"city\""))
        #expect(names() == ["extra.csv", "other.csv", "table.csv"])
    }

    @Test func `strict refuses what the other policies count`() throws {
        let (_, path) = try bundle()
        let input = try file(Array("age,income,city\n30,1,Oslo\n30,1,Paris\n200,1,Oslo\n".utf8))
        let strict = score([path, input.string, "--policy", "strict"])
        #expect(strict.exitCode == 3)
        #expect(
            strict.error.contains(
                "line 3, column city: found \"Paris\", which is none of the model's 4 categories (\"Oslo\", \"Rome\", \"São Paulo\", "
            ))
        let counted = score([path, input.string, "--policy", "strict", "--on-bad-row", "skip"])
        #expect(counted.error.contains("unknown_category: 1 (city 1)") && counted.error.contains("out_of_range: 1 (age 1)"))
        #expect(score([path, input.string, "--policy", "repair"]).error.contains("out_of_range: 1 (age 1)"))
    }

    @Test func `a file that is not CSV is refused with its line, and nothing is left`() throws {
        let (_, path) = try bundle()
        for text in ["age,income,city\n1,2\n", "age,income,city\n1,2,\"open\n", "", "age,age\n1,2\n"] {
            let result = score([path, try file(Array(text.utf8)).string, "-o", output.string])
            #expect(result.exitCode == 3, "\(result.error)")
            #expect(result.error.hasPrefix("score: error: \(folder.path.appending("table.csv"))"), "\(result.error)")
        }
        let truncated = try file([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b], "cut.csv.gz")
        #expect(score([path, truncated.string, "-o", output.string]).exitCode == 3)
        #expect(names() == ["cut.csv.gz", "table.csv"])
    }
}

extension ScoreTests {
    @Test func `a wrong command line, bundle or path has its own exit code and writes nothing`() throws {
        let (_, path) = try bundle()
        let input = try file(Array("age,income,city,prediction\n30,1,Oslo,x\n".utf8))
        let cases: [([String], Int32, String)] = [
            ([path], 2, "Missing expected argument"),
            ([path, input.string, "--on-bad-row", "ignore"], 2, "--on-bad-row"),
            ([path, input.string, "--threads", "0"], 2, "--threads"),
            ([path, input.string, "--keep", "nobody", "-o", output.string], 2, "the input has no column \"nobody\""),
            ([path, input.string, "--keep", "age,age", "-o", output.string], 2, "\"age\" is asked for twice"),
            (
                [path, input.string, "--keep-all", "-o", output.string], 2,
                "the column \"prediction\" of the input cannot be kept"
            ),
            ([path, input.string, "--keep-all", "--keep", "age"], 2, "give one of them"),
            ([path, input.string, "-o", input.string], 2, "is the input itself"),
            ([folder.path.appending("nothing").string, input.string], 5, "nothing"),
            ([folder.path.string, input.string], 4, "is no bundle"),
            ([path, folder.path.appending("nothing.csv").string], 5, "cannot be opened"),
            ([path, input.string, "-o", folder.path.appending("no/where.csv").string], 5, "cannot be written"),
            ([path, input.string, "-o", folder.path.string], 5, "cannot be written"),
        ]
        for (arguments, code, message) in cases {
            let result = score(arguments)
            #expect(result.exitCode == code && result.error.contains(message), "\(arguments): \(result.exitCode) \(result.error)")
        }
        #expect(names() == ["table.csv"])
    }

    @Test func `an existing output is replaced whole, through links, and kept when the run fails`() throws {
        let (_, path) = try bundle()
        let good = try file(Array("age,income,city\n30,1,Oslo\n".utf8))
        try LooseBundle.write(Array("old".utf8), to: output)
        let link = folder.path.appending("link.csv")
        #expect(unsafe symlink(output.string, link.string) == 0)
        #expect(score([path, try file(Array(Self.bad.utf8), "bad.csv").string, "-o", link.string]).exitCode == 3)
        #expect(FileBytes.read(output) == Array("old".utf8))
        #expect(score([path, good.string, "-o", link.string]).exitCode == 0)
        #expect(FileBytes.read(output)?.starts(with: Array("prediction,probability\n".utf8)) == true)
        var status = stat()
        #expect(unsafe lstat(link.string, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(names() == ["bad.csv", "link.csv", "scored.csv", "table.csv"])
    }

    @Test func `a full disk and a reader that goes away end the run as failures of the environment`() throws {
        var random = TestSeed.random(0x7363_6f33)
        let (_, path) = try bundle()
        let input = try file(ScoredTable(rowCount: 20_000, &random).csv)
        let full = score([path, input.string, "-o", "/dev/full"])
        #expect(full.exitCode == 5 && full.error.contains("/dev/full: cannot be written: No space left on device"))
        let score = Program.path(of: "score").string
        let piped = Program.run(
            "/bin/sh", ["-c", "{ \(score) \(path) \(input.string) --keep-all --progress none; echo code $? >&2; } | head -n 1"])
        #expect(piped.error.contains("code 5") && piped.error.contains("broken pipe"), "\(piped.error)")
        #expect(names() == ["table.csv"])
    }

    @Test(arguments: ["1", "2", "4"])
    func `a bad row ends the run though the input is a pipe that stays open`(threads: String) throws {
        var random = TestSeed.random(0x7363_6f35)
        let (_, path) = try bundle()
        let pipe = folder.path.appending("pipe")
        #expect(unsafe mkfifo(pipe.string, 0o600) == 0)
        let holder = try FileDescriptor.open(pipe, .readWrite)
        var table = ScoredTable(rowCount: 20_000, &random)
        table.rows[10][3] = "many"
        let input = try file(table.csv)
        let feeder = Program("/bin/sh", ["-c", "exec cat \(input.string) > \(pipe.string)"])
        let program = Program("score", [path, "-", "-o", output.string, "--threads", threads], input: pipe)
        #expect(program.waitForExit() == 3)
        #expect(program.standardError().contains("column income: found \"many\""))
        feeder.signal(SIGKILL)
        try holder.close()
        #expect(names() == ["pipe", "table.csv"])
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `a signal ends the run with nothing left of the output`(number: Int32) throws {
        var random = TestSeed.random(0x7363_6f34)
        let (_, path) = try bundle()
        let pipe = folder.path.appending("pipe")
        #expect(unsafe mkfifo(pipe.string, 0o600) == 0)
        // Open for both directions: neither side waits for the other, and the end never comes.
        let writer = try FileDescriptor.open(pipe, .readWrite)
        let program = Program("score", [path, "-", "-o", output.string], input: pipe)
        // More than a pipe holds: when it is written, the program is in the midst of reading rows.
        try writer.writeAll(ScoredTable(rowCount: 20_000, &random).csv)
        program.signal(number)
        #expect(program.waitForExit() == 6)
        #expect(program.standardError().contains("stopped by a signal"))
        try writer.close()
        #expect(names() == ["pipe"])
    }
}
