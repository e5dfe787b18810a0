import Base
import BundleTestSupport
import Bundles
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Whatever happens to a bundle's files, opening it is an error that names the file.
struct BundleDamageTests {
    let folder = TemporaryFolder()
    let path: FilePath

    init() throws { path = try SmallModel(treeCount: 1).write(to: folder.path) }

    static let files = ["baseline.json", "forest.bin", "manifest.json", "report.html"]

    /// Nil when the bundle opens.
    func refusal() -> BundleError? {
        do throws(BundleError) {
            _ = try Bundle(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: files)
    func `every flipped byte is found, and its file named`(name: String) throws {
        let place = path.appending(name)
        let bytes = try #require(FileBytes.read(place))
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= UInt8(1 << (index % 8))
            FileBytes.write(damaged, to: place)
            guard let error = refusal(), error.file == name else {
                Issue.record("\(name), byte \(index)")
                return
            }
        }
        FileBytes.write(bytes, to: place)
        _ = try Bundle(path: path)
    }

    @Test(arguments: files)
    func `every truncation is found, and so are bytes after the end`(name: String) throws {
        let place = path.appending(name)
        let bytes = try #require(FileBytes.read(place))
        for byteCount in 0..<bytes.count {
            FileBytes.write(bytes[..<byteCount], to: place)
            guard let error = refusal(), error.file == name, error.cause == .bundle else {
                Issue.record("\(name), cut to \(byteCount) bytes")
                return
            }
        }
        FileBytes.write(bytes + [0], to: place)
        #expect(refusal()?.file == name)
    }

    @Test(arguments: files)
    func `a missing file is named`(name: String) throws {
        #expect(unsafe unlink(path.appending(name).string) == 0)
        let error = refusal()
        #expect(error?.file == name)
        #expect(error?.reason.contains("is missing") == true)
        #expect(error?.exitCode == .badBundle)
    }

    @Test(arguments: ["certificate.json", "notes.txt", ".hidden", "manifest.json~", "forest"])
    func `a file that nobody listed is named`(name: String) throws {
        FileBytes.write([1, 2, 3], to: path.appending(name))
        let error = refusal()
        #expect(error?.file == name)
        #expect(error?.reason.contains("not listed") == true)
    }

    @Test func `a signature is no part of the list, and of one size`() throws {
        FileBytes.write([UInt8](repeating: 1, count: BundleLimits.signatureByteCount), to: path.appending("signature"))
        #expect(try Bundle(path: path).isSigned)
        FileBytes.write([1, 2, 3], to: path.appending("signature"))
        let error = refusal()
        #expect(error?.file == "signature" && error?.reason == "has 3 bytes; a signature has 64")
    }

    @Test(arguments: files)
    func `a link, a folder and a pipe in a file's place are named for what they are`(name: String) throws {
        let place = path.appending(name)
        let elsewhere = folder.path.appending("elsewhere")
        #expect(unsafe rename(place.string, elsewhere.string) == 0)
        #expect(unsafe symlink(elsewhere.string, place.string) == 0)
        var error = refusal()
        #expect(error?.file == name)
        #expect(error?.reason == "is a symbolic link; accepted is a plain file")
        #expect(unsafe unlink(place.string) == 0)

        #expect(unsafe mkdir(place.string, 0o755) == 0)
        error = refusal()
        #expect(error?.file == name)
        #expect(error?.reason == "is a folder; accepted is a plain file")
        #expect(unsafe rmdir(place.string) == 0)

        #expect(unsafe mkfifo(place.string, 0o644) == 0)
        error = refusal()
        #expect(error?.file == name)
        #expect(error?.reason == "is a pipe, socket or device; accepted is a plain file")
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"), arguments: files)
    func `a file that may not be read is named, as the environment's fault`(name: String) throws {
        #expect(unsafe chmod(path.appending(name).string, 0) == 0)
        let error = refusal()
        #expect(error?.file == name)
        #expect(error?.cause == .system(.permissionDenied))
    }

    @Test func `a folder that is not there, is a file, or is empty says so`() throws {
        func error(_ path: FilePath) -> BundleError? { #expect(throws: BundleError.self) { try Bundle(path: path) } }
        #expect(error(folder.path.appending("none"))?.reason == "there is no such folder")
        #expect(error(folder.path.appending("none"))?.exitCode == .environment)
        #expect(error(path.appending("manifest.json"))?.reason.contains("is not a folder") == true)
        let empty = folder.path.appending("empty")
        try LooseBundle.createFolder(empty)
        #expect(error(empty)?.file == "manifest.json")
        #expect(throws: BundleError.self) { try Bundle.resolve(empty) }
        #expect(try Bundle.resolve(folder.path.appending("small")) == path)
        #expect(try Bundle.resolve(path) == path)
    }

    @Test func `a version under another number or name is refused, under no number at all it may stand`() throws {
        let model = folder.path.appending("small")
        let renumbered = model.appending("7")
        #expect(unsafe rename(path.string, renumbered.string) == 0)
        var error = #expect(throws: BundleError.self) { try Bundle(path: renumbered) }
        #expect(error?.file == "manifest.json")
        #expect(error?.field == "version")
        #expect(unsafe rename(renumbered.string, path.string) == 0)

        let renamed = folder.path.appending("other")
        #expect(unsafe rename(model.string, renamed.string) == 0)
        error = #expect(throws: BundleError.self) { try Bundle(path: renamed.appending("1")) }
        #expect(error?.field == "name")
        // However the path is spelled.
        error = #expect(throws: BundleError.self) { try Bundle(path: renamed.appending("1").appending("..").appending("1")) }
        #expect(error?.field == "name")

        let copy = folder.path.appending("copy")
        #expect(unsafe rename(renamed.appending("1").string, copy.string) == 0)
        #expect(try Bundle(path: copy).manifest.name == "small")
    }
}
