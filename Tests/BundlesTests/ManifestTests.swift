import BundleTestSupport
import Bundles
import Forest
import Tabular
import Testing

struct ManifestTests {
    /// Nil when the bytes are a manifest.
    static func refusal(_ bytes: [UInt8]) -> BundleError? {
        do throws(BundleError) {
            _ = try Manifest(json: bytes, bundle: "b")
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: Manifest.Task.allCases)
    func `a manifest reads back as it was written, bit for bit`(task: Manifest.Task) throws {
        let manifest = SampleManifest.whole(task)
        let bytes = manifest.json()
        let read = try Manifest(json: bytes, bundle: "b")
        #expect(read == manifest)
        #expect(read.json() == bytes)
    }

    @Test func `the source of an import and rows of float64 numbers read back, bit for bit`() throws {
        var manifest = SampleManifest.whole(.regression)
        manifest.provenance = SampleManifest.imported
        let rows: [[Double]] = [[0.1, .nan, 1e300], [-0.0, .infinity, 0x1p-1074]]
        manifest.selfTest = Manifest.SelfTest(wideRows: rows, margins: [[0.1, 1], [2, 3]])
        var bytes = manifest.json()
        #expect(try Manifest(json: bytes, bundle: "b") == manifest)
        #expect(try Manifest(json: bytes, bundle: "b").json() == bytes)
        manifest.provenance.source?.libraryVersion = nil
        manifest.files = manifest.files.filter { $0.name == "forest.bin" }
        bytes = manifest.json()
        #expect(try Manifest(json: bytes, bundle: "b") == manifest)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\"library_version\": null"))
    }

    @Test(arguments: Manifest.Task.allCases)
    func `a task goes with its objectives and with no other`(task: Manifest.Task) {
        for objective in Objective.allCases {
            var manifest = SampleManifest.whole(task)
            manifest.objective = objective
            if objective == .hinge { manifest.decisionThreshold = nil }
            let error = Self.refusal(manifest.json())
            #expect((error == nil) == task.objectives.contains(objective), "\(objective)")
            if let error { #expect(error.field == "objective") }
        }
    }

    @Test func `a hinge has no probability that a threshold could be of`() {
        var manifest = SampleManifest.whole(.binary)
        manifest.objective = .hinge
        #expect(Self.refusal(manifest.json())?.field == "decision_threshold")
        manifest.decisionThreshold = nil
        #expect(Self.refusal(manifest.json()) == nil)
    }

    @Test func `a metric that is not defined and a model that was never split are written too`() throws {
        var manifest = SampleManifest.whole()
        manifest.metrics[1].values[4].value = .nan
        manifest.importances = [0, 0, 0]
        manifest.provenance.created = nil
        manifest.metrics.removeFirst()
        #expect(try Manifest(json: manifest.json(), bundle: "b") == manifest)
    }

    @Test func `texts that only look the same are two`() throws {
        var manifest = SampleManifest.whole()
        let composed = "caf\u{E9}"
        let decomposed = "cafe\u{301}"
        manifest.contract.features[2].transforms = [.ordinalMap([composed, decomposed])]
        manifest.contract.features[0].name = composed
        manifest.contract.features[1].name = decomposed
        let bytes = manifest.json()
        #expect(try Manifest(json: bytes, bundle: "b").json() == bytes)
    }

    @Test func `every flipped bit of a manifest is found`() throws {
        let bytes = SampleManifest.whole().json()
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << bit
                let error = Self.refusal(damaged)
                guard error?.file == "manifest.json", error?.field == "manifest_sha256" else {
                    Issue.record("byte \(index), bit \(bit): \(error?.description ?? "accepted")")
                    return
                }
            }
        }
    }

    @Test func `every truncation of a manifest, and bytes after its end, are found`() throws {
        let bytes = SampleManifest.whole().json()
        for count in 0..<bytes.count {
            guard Self.refusal(Array(bytes[..<count])) != nil else {
                Issue.record("\(count) bytes are accepted")
                return
            }
        }
        for tail: [UInt8] in [[0], [0x0A], [0x20], Array("{}".utf8)] {
            #expect(throws: BundleError.self) { try Manifest(json: bytes + tail, bundle: "b") }
        }
    }

    /// The flips again with a seal that fits, so that they reach the reader itself: whatever it says, it says it as an error.
    @Test func `no flipped byte traps behind the seal`() {
        let bytes = SampleManifest.whole(.multiclass).json()
        var refusedCount = 0
        for index in bytes.indices {
            for flip: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
                var damaged = bytes
                damaged[index] ^= flip
                do throws(BundleError) {
                    _ = try Manifest(json: ManifestSeal.renewed(damaged), bundle: "b")
                } catch {
                    refusedCount += 1
                    if error.file != "manifest.json" { Issue.record("byte \(index): \(error)") }
                }
            }
        }
        #expect(refusedCount > bytes.count)
    }

    @Test func `the seal is the sha256 of every byte before the last member`() throws {
        let text = String(decoding: SampleManifest.whole().json(), as: UTF8.self)
        let place = try #require(text.firstRange(of: "  \"manifest_sha256\": \""))
        let sealed = text[..<place.lowerBound]
        #expect(sealed.hasSuffix(",\n"))
        #expect(text[place.upperBound...] == SHA256.hexDigest(of: Array(sealed.utf8)) + "\"\n}\n")
    }

    @Test(arguments: ["a", "A-1", "iris", "9.lives_x", String(repeating: "n", count: 128)])
    func `names of letters, digits, points, dashes and underscores are accepted`(name: String) {
        #expect(BundleName.problem(with: name) == nil)
    }

    @Test(arguments: ["", ".", "..", ".a", "-a", "_a", "a/b", "a b", "ä", "a\0", String(repeating: "n", count: 129)])
    func `other names are refused, and the error says what is accepted`(name: String) throws {
        let problem = try #require(BundleName.problem(with: name))
        #expect(problem.contains("accepted are 1 to 128 letters and digits"))
    }

    @Test func `a version folder is a whole number from 1, spelled in one way`() {
        for (folder, version) in [("1", 1), ("42", 42), ("2147483647", 2_147_483_647)] {
            #expect(BundleName.version(folder: folder) == version)
        }
        for folder in ["", "0", "01", "+1", "-1", "1.0", "2147483648", "99999999999999999999", "1 ", "v1", "１"] {
            #expect(BundleName.version(folder: folder) == nil, "\(folder)")
        }
    }

    @Test func `dates of RFC 3339 are told from others`() {
        for text in [
            "2026-01-31", "2026-01-31T12:00:00Z", "2024-02-29t23:59:60.25z", "2026-12-31T00:00:00+05:30",
            "0000-01-01T00:00:00-00:00",
        ] {
            #expect(InternetDate.isValid(text), "\(text)")
        }
        for text in [
            "", "2026", "2026-1-31", "2026-13-01", "2026-02-29", "1900-02-29", "2026-01-00", "2026-01-31T",
            "2026-01-31 12:00:00Z",
            "2026-01-31T24:00:00Z", "2026-01-31T12:00Z", "2026-01-31T12:00:00", "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00+24:00",
            "2026-01-31T12:00:00Zx", "2026-01-31Z",
        ] {
            #expect(!InternetDate.isValid(text), "\(text)")
        }
    }

    @Test func `SHA-256 gives the digests of the standard, whole and in pieces`() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(SHA256.hexDigest(of: [UInt8]()) == empty)
        #expect(SHA256.hexDigest(of: Array("abc".utf8)) == abc)
        var hash = SHA256()
        for byte in "abc".utf8 { hash.update([byte]) }
        #expect(hash.hexDigest() == abc)
    }
}
