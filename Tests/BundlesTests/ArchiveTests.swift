import Base
import BundleTestSupport
import Bundles
import Codecs
import Glibc
import Signatures
import SystemPackage
import Tabular
import TestSupport
import Testing

/// Bundles as one file, made here and elsewhere, and what is no such file.
struct ArchiveTests {
    let folder = TemporaryFolder()
    private var output: FilePath { folder.path.appending("output") }

    private func files(below path: FilePath) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in FolderListing.paths(below: path) ?? [] { files[name] = FileBytes.read(path.appending(name)) ?? [] }
        return files
    }

    /// The files of a whole bundle as entries.
    private func entries(_ name: String = "small") throws -> [TarEntry] {
        let path = try SmallModel(name: name).write(to: folder.path.appending("models"))
        return (FolderListing.names(in: path) ?? []).map { file in
            TarEntry("\(name)/1/\(file)", FileBytes.read(path.appending(file)) ?? [])
        }
    }

    private func unpack(_ bytes: [UInt8]) throws -> FilePath {
        let archive = folder.path.appending("archive.tar.gz")
        try LooseBundle.write(bytes, to: archive)
        return try BundleWriter.unpack(archive, output: output)
    }

    private func refusal(_ bytes: [UInt8]) -> String {
        let error = #expect(throws: BundleError.self) { _ = try unpack(bytes) }
        #expect(error?.exitCode == .badBundle)
        #expect(FolderListing.names(in: output)?.isEmpty ?? true, "\(String(describing: error))")
        return error.map { ($0.file.map { $0 + ": " } ?? "") + $0.reason } ?? ""
    }

    @Test func `a bundle is packed and unpacked, byte for byte, its signature too, and the same bundle gives the same bytes`()
        throws
    {
        let key = PrivateKey()
        let path = try SmallModel().write(to: folder.path.appending("models"))
        var additions = BundleAdditions()
        additions.signature = { key.signature(of: $0) }
        try BundleWriter.replace(path, with: additions)
        let (first, second) = (folder.path.appending("a.tar.gz"), folder.path.appending("b.tar.gz"))
        let byteCount = try BundleArchive.pack(path, to: first)
        _ = try BundleArchive.pack(path, to: second)
        #expect(FileBytes.read(first) == FileBytes.read(second))
        #expect(FileBytes.read(first)?.count == byteCount)
        // gzip's time and name are not there.
        #expect(FileBytes.read(first)?[3..<8] == [0, 0, 0, 0, 0])
        #expect(throws: BundleError.self) {
            _ = try BundleWriter.unpack(first, output: output, signedBy: PrivateKey().publicKey)
        }
        #expect(FolderListing.names(in: output) == nil)
        let unpacked = try BundleWriter.unpack(first, output: output, signedBy: key.publicKey)
        #expect(unpacked == output.appending("small/1"))
        #expect(files(below: unpacked) == files(below: path))
        let again = #expect(throws: BundleError.self) { _ = try BundleWriter.unpack(first, output: output) }
        #expect(again?.exitCode == .usage && again?.reason == "exists; versions are never replaced")
    }

    @Test func `a name too long for one field goes into two`() throws {
        let name = String(repeating: "n", count: BundleLimits.nameByteCountMax)
        let path = try SmallModel(name: name).write(to: folder.path.appending("models"))
        let archive = folder.path.appending("a.tar.gz")
        _ = try BundleArchive.pack(path, to: archive)
        #expect(try files(below: BundleWriter.unpack(archive, output: output)) == files(below: path))
    }

    @Test func `tar reads ours, and we read what tar makes of a folder`() throws {
        guard Program.run("/usr/bin/env", ["tar", "--version"]).output.contains("GNU tar") else { return }
        func tar(_ arguments: [String]) -> String {
            let result = Program.run("/usr/bin/env", ["tar"] + arguments)
            #expect(result.exitCode == 0 && result.error.isEmpty, "\(arguments): \(result.error)")
            return result.output
        }
        let models = folder.path.appending("models")
        for name in ["small", String(repeating: "n", count: BundleLimits.nameByteCountMax)] {
            let path = try SmallModel(name: name).write(to: models)
            let archive = folder.path.appending("ours.tar.gz").string
            _ = try BundleArchive.pack(path, to: FilePath(archive))
            let listed = tar(["tzf", archive]).split(separator: "\n").map(String.init)
            #expect(Set(listed) == Set((FolderListing.names(in: path) ?? []).map { "\(name)/1/\($0)" }))
            let target = folder.path.appending("tar-\(name.count)")
            try LooseBundle.createFolder(target)
            _ = tar(["xzf", archive, "-C", target.string])
            #expect(files(below: target.appending("\(name)/1")) == files(below: path))
            for (index, options) in [["--format=gnu"], ["--format=posix"], ["--format=ustar"]].enumerated() {
                for (place, operand) in [(models, "\(name)/1"), (models, "./\(name)/1"), (models.appending(name), ".")] {
                    // The folder alone, with 128 bytes, fits no header of ustar.
                    if operand == ".", name.count > 100, index == 2 { continue }
                    let transformed = operand == "." ? ["--transform=s,^\\.,./\(name),"] : []
                    _ = tar(options + transformed + ["-czf", archive, "-C", place.string, operand])
                    let target = folder.path.appending("unpacked-\(name.count)-\(index)-\(operand.count)")
                    #expect(try files(below: BundleWriter.unpack(FilePath(archive), output: target)) == files(below: path))
                }
            }
        }
    }

    @Test func `what archivers write about plain files is passed over`() throws {
        var entries = try entries()
        let first = entries[0]
        entries[0].path = "elsewhere"
        let records =
            TarEntry.record("mtime", "1.5") + TarEntry.record("path", first.path)
            + TarEntry.record("LIBARCHIVE.creationtime", "1")
            + TarEntry.record("SCHILY.xattr.user.x", "a\nb=c") + TarEntry.record("size", "\(first.contents.count)")
        entries.insert(TarEntry("PaxHeader/x", records, type: "x"), at: 0)
        entries[2].path = "long"
        entries.insert(TarEntry("././@LongLink", Array("small/1/forest.bin\0".utf8), type: "L"), at: 2)
        entries = [TarEntry("./", type: "5"), TarEntry("small/", type: "5"), TarEntry("small/1", type: "5")] + entries
        #expect(try unpack(TarEntry.archive(entries, endBlockCount: 20)) == output.appending("small/1"))
    }

    @Test func `paths, links, devices and records that a bundle has no use for are refused by name`() throws {
        let entries = try entries()
        func refused(_ entry: TarEntry, at place: Int = 1) -> String {
            var changed = entries
            changed.insert(entry, at: place)
            return refusal(TarEntry.archive(changed))
        }
        for (path, reason) in [
            ("/etc/passwd", "is an absolute path"), ("/small/1/forest.bin", "is an absolute path"),
            ("../small/1/forest.bin", "leads out of the folder"), ("small/1/../forest.bin", "leads out of the folder"),
            ("small/../../x", "leads out of the folder"), ("small/1/notes.txt", "is no file of a bundle"),
            ("small/1/._manifest.json", "is no file of a bundle"), ("small/1/x/forest.bin", "lies in another folder"),
            ("small/forest.bin", "lies in another folder"), ("forest.bin", "lies in another folder"),
            ("small//forest.bin", "'' is no version"), ("small/01/forest.bin", "'01' is no version"),
            (".hidden/1/forest.bin", "'.hidden' cannot be the name of a model"), ("sm all/1/forest.bin", "'sm all' cannot be"),
            ("small/2/certificate.json", "is of another bundle"), ("other/1/certificate.json", "is of another bundle"),
            ("small/1/certificate.json/", "lies in another folder"), ("small/1/forest.bin\u{1}", "is no file of a bundle"),
            ("small/1/forest.bin", "stands there twice"), ("./small/1/manifest.json", "stands there twice"),
            ("", "lies in another"),
        ] {
            #expect(refused(TarEntry(path, [1]), at: entries.count).contains(reason), "\(path)")
        }
        for (type, name) in [
            ("1", "a hard link"), ("2", "a symbolic link"), ("3", "a device"), ("4", "a device"), ("6", "a pipe"),
            ("S", "a sparse file"), ("g", "a pax header for the whole archive"), ("7", "of the unknown type 55"),
            ("K", "of the unknown type 75"),
        ] as [(Character, String)] {
            #expect(
                refused(TarEntry("small/1/certificate.json", type: type)).contains("is \(name); a bundle holds plain files only"))
        }
        #expect(refused(TarEntry("small/1", [1], type: "5")) == "small/1: is a folder with contents")
        #expect(refused(TarEntry("a/b/c", type: "5")).contains("lies in another folder"))
        for (records, reason) in [
            (TarEntry.record("GNU.sparse.major", "1"), "the pax record GNU.sparse.major is not accepted"),
            (TarEntry.record("linkpath", "/etc"), "the pax record linkpath is not accepted"),
            (TarEntry.record("path", "../x"), "leads out of the folder"), (TarEntry.record("size", "-1"), "are malformed"),
            (TarEntry.record("size", "99999999999999999999"), "are malformed"), (Array("5 a=b".utf8), "are malformed"),
            (Array("99 a=b\n".utf8), "are malformed"), (Array("a=b\n".utf8), "are malformed"),
            (Array("6 abc\n".utf8), "are malformed"),
            (Array("999999999999999999999 a=b\n".utf8), "are malformed"), (Array("0 a=b\n".utf8), "are malformed"),
        ] {
            #expect(refused(TarEntry("x", records, type: "x")).contains(reason), "\(String(decoding: records, as: UTF8.self))")
        }
        #expect(refused(TarEntry("x", [UInt8](repeating: 0, count: 70_000), type: "L")).contains("a header of 70000 bytes"))
        #expect(
            refusal(TarEntry.archive(entries + [TarEntry("x", TarEntry.record("mtime", "1"), type: "x")])).contains("not there"))
        let folders = [TarEntry](repeating: TarEntry("small", type: "5"), count: 70)
        #expect(refusal(TarEntry.archive(folders + entries)).contains("more than 64 headers"))
        #expect(refusal(TarEntry.archive([TarEntry("small/1", type: "5")])) == "small/1: the archive holds no bundle")
    }

    @Test func `sizes and sums that lie are refused before anything is taken for them`() throws {
        let entries = try entries()
        func refused(_ entry: TarEntry) -> String { refusal(TarEntry.archive([entry] + entries)) }
        let forest = TarEntry("small/1/certificate.json")
        #expect(refused(TarEntry("small/1/manifest.json", byteCount: 65 << 20)).contains("at most 67108864 are accepted"))
        #expect(refused(TarEntry("small/1/signature", byteCount: 65)).contains("has 65 bytes; at most 64 are accepted"))
        // 2^62 in binary, beyond 2^63, negative, digits that are none.
        let large: [UInt8] = [0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]
        #expect(refused(forest.patched(124, large)).contains("the size is beyond every limit"))
        #expect(refused(forest.patched(124, [0x80, 0, 0, 0, 0, 0x40] + [UInt8](repeating: 0, count: 6))).contains("at most"))
        #expect(refused(forest.patched(124, [UInt8](repeating: 0xFF, count: 12))).contains("the size is no number"))
        #expect(refused(forest.patched(124, Array("00000000008\0".utf8))).contains("the size is no number"))
        #expect(refused(forest.patched(124, [UInt8](repeating: 0x37, count: 12))).contains("at most"))
        #expect(refused(forest.patched(257, Array("USTAR".utf8))).contains("unknown format"))
        #expect(refused(forest.patched(0, [0xFF])).contains("the path is not UTF-8"))
        var damaged = TarEntry.archive(entries)
        damaged[0] ^= 1
        #expect(refusal(damaged).contains("header 1 of the archive: the header's checksum is"))
    }

    @Test func `an archive that is cut off anywhere, or goes on behind its end, is refused`() throws {
        let entries = try entries()
        let whole = TarEntry.archive(entries)
        for count in stride(from: 0, to: whole.count - 1, by: 97) { _ = refusal(Array(whole[..<count])) }
        #expect(refusal(whole + [1]).contains("other bytes follow the end"))
        #expect(
            refusal(whole + [UInt8](repeating: 0, count: BundleLimits.archivePaddingByteCountMax + 1)).contains("other bytes"))
        #expect(refusal(TarEntry.archive(entries, endBlockCount: 1) + entries[0].bytes).contains("a block of zeros"))
        #expect(refusal([]).contains("cut off"))
        let archive = folder.path.appending("a.tar.gz")
        _ = try BundleArchive.pack(folder.path.appending("models/small/1"), to: archive)
        let zipped = try #require(FileBytes.read(archive))
        for count in stride(from: 0, to: zipped.count - 1, by: 31) { _ = refusal(Array(zipped[..<count])) }
        for index in stride(from: 10, to: zipped.count, by: 61) {
            var damaged = zipped
            damaged[index] ^= 0x10
            _ = refusal(damaged)
        }
        #expect(try unpack(zipped) == output.appending("small/1"))
    }

    @Test func `an archive that expands without measure is stopped, one that is only large is not`() throws {
        let zeros = TarEntry.archive([TarEntry("small/1/certificate.json", [UInt8](repeating: 0, count: 4 << 20))])
        let archive = folder.path.appending("zeros")
        FileBytes.write(zeros, to: archive)
        try #require(Program.run("/bin/sh", ["-c", "gzip -9 '\(archive.string)'"]).exitCode == 0)
        let zipped = try #require(FileBytes.read(folder.path.appending("zeros.gz")))
        #expect(zipped.count < zeros.count / 500)
        func reading(_ bytes: [UInt8], freeByteCount: Int) -> String {
            do { return "\(try ArchiveRoundTrip.read(bytes, freeByteCount: freeByteCount).map(\.contents.count))" } catch {
                return "\(error)"
            }
        }
        #expect(reading(zipped, freeByteCount: 1 << 20).contains("expands to more than 1048576 bytes and to more than 100 times"))
        #expect(reading(zipped, freeByteCount: 8 << 20) == "[4194304]")
        #expect(reading(zeros, freeByteCount: 1 << 20) == "[4194304]", "an archive that is not compressed is as large as it is")
    }

    @Test func `files that are no whole bundle are not published`() throws {
        let entries = try entries()
        for index in entries.indices {
            var fewer = entries
            fewer.remove(at: index)
            _ = refusal(TarEntry.archive(fewer))
            var changed = entries
            changed[index].contents[changed[index].contents.count / 2] ^= 1
            _ = refusal(TarEntry.archive(changed))
        }
        let renamed = entries.map { TarEntry("other" + $0.path.dropFirst("small".count), $0.contents) }
        #expect(refusal(TarEntry.archive(renamed)) == "manifest.json: is of small/1, but lies in other/1")
        let moved = entries.map { TarEntry("small/2" + $0.path.dropFirst("small/1".count), $0.contents) }
        #expect(refusal(TarEntry.archive(moved)) == "manifest.json: is of small/1, but lies in small/2")
    }

    @Test func `a step of unpacking that fails leaves nothing, and is named`() throws {
        let archive = TarEntry.archive(try entries())
        func reader() -> ArchiveReader { ArchiveReader(ByteSource(bytes: archive, name: "archive"), name: "archive") }
        var steps: [WriteStep] = []
        let place = try BundleWriter.unpack(reader(), output: folder.path.appending("whole"), signedBy: nil) { steps.append($0) }
        #expect(try Bundle(path: place).manifest.name == "small")
        #expect(steps.contains(.rename) && steps.contains(.verify) && steps.contains(.writeFile("forest.bin")))
        for index in steps.indices {
            var stepIndex = 0
            let error = #expect(throws: BundleError.self, "\(steps[index])") {
                try BundleWriter.unpack(reader(), output: output, signedBy: nil) { (_) throws(Errno) in
                    defer { stepIndex += 1 }
                    if stepIndex == index { throw .noSpace }
                }
            }
            #expect(error?.cause == .system(.noSpace), "\(steps[index])")
            #expect(FolderListing.names(in: output) == nil, "\(steps[index])")
        }
    }

    @Test func `everything that the fuzzer found is refused with a reason, or reads back as it was written`() {
        let files = SourceTree.files(below: "Tests/Corpora/archive")
        #expect(!files.isEmpty)
        for file in files {
            let bytes = FileBytes.read(SharedData.packageRoot.appending(file)) ?? []
            if let problem = ArchiveRoundTrip.problem(with: bytes) { Issue.record("\(file): \(problem)") }
        }
    }
}
