import Base
import BundleTestSupport
import Bundles
import SystemPackage
import TestSupport
import Testing

/// A folder with the small model, and `score` run on files in it.
final class ScoreFixture {
    let folder = TemporaryFolder()
    let model: SmallModel
    let bundle: String

    init(_ task: Manifest.Task = .binary) throws {
        model = SmallModel(task: task, treeCount: 5)
        bundle = try model.write(to: folder.path.appending("models")).string
    }

    func path(_ name: String) -> String { folder.path.appending(name).string }

    @discardableResult
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try LooseBundle.write(bytes, to: folder.path.appending(name))
        return path(name)
    }

    @discardableResult
    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

    func bytes(_ name: String) -> [UInt8]? { FileBytes.read(folder.path.appending(name)) }

    func text(_ name: String) -> String { String(decoding: bytes(name) ?? [], as: UTF8.self) }

    /// The bundle goes first; nothing but failures and the summary is said.
    func score(_ arguments: [String], input: FilePath? = nil) -> Program.Result {
        Program.run("score", [bundle] + arguments + ["--progress", "none"], input: input)
    }

    /// Scores, which must succeed, without a word.
    func scored(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) -> String {
        let result = score(arguments + ["--summary", "none"])
        #expect(result.exitCode == 0 && result.error.isEmpty, "\(arguments): \(result.error)", sourceLocation: sourceLocation)
        return result.output
    }

    func shell(_ command: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let result = Program.run("/bin/sh", ["-c", command])
        #expect(result.exitCode == 0, "\(command): \(result.error)", sourceLocation: sourceLocation)
    }

    /// What `command` prints.
    func output(of command: String) -> [UInt8] { Program("/bin/sh", ["-c", command]).readAll() }

    /// Everything in the folder but the models, in order.
    var names: [String] { (FolderListing.names(in: folder.path) ?? []).filter { $0 != "models" }.sorted() }
}
