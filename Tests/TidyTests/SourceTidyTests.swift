import TestSupport
import Testing

/// Rules that a reader of the repository relies on.
struct SourceTidyTests {
    static let sources = SourceTree.files(below: "Sources", suffix: ".swift")

    /// True where a line has the word outside of comments.
    static func uses(_ word: String, in line: Substring) -> Bool {
        let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
        return code.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "@" }.contains { $0 == word || $0 == "@" + word }
    }

    @Test func `unsafe code stands only in the listed files, and every listed file has some`() {
        let found = Set(
            Self.sources.filter { file in
                SourceTree.text(of: file).split(separator: "\n").contains { Self.uses("unsafe", in: $0) }
            })
        for file in found.subtracting(UnsafeFiles.all).sorted() { Issue.record("\(file) has unsafe code and is not listed") }
        for file in UnsafeFiles.all.subtracting(found).sorted() { Issue.record("\(file) is listed and has no unsafe code") }
    }

    @Test func `no file grows past 600 lines`() {
        for file in Self.sources + SourceTree.files(below: "Tests", suffix: ".swift") {
            let count = SourceTree.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(count <= 600, "\(file) has \(count) lines")
        }
    }

    @Test func `no source file imports Foundation`() {
        for file in Self.sources {
            for module in ImportDirectionTests.imports(of: file) {
                #expect(!module.hasPrefix("Foundation"), "\(file) imports \(module)")
            }
        }
    }

    @Test func `the top level holds only what the architecture names`() {
        let allowed: Set<String> = [
            "Package.swift", "Sources", "Tests", "Benchmarks", "models", "loadtest", "docs", "README.md", "Makefile", "LICENSE",
            // Written by the package manager, ignored by git.
            "Package.resolved",
        ]
        for (name, _) in SourceTree.entries(of: ".") { #expect(allowed.contains(name), "\(name)") }
    }

    @Test func `every parser of foreign bytes has a fuzzer and a corpus`() {
        for (fuzzer, corpus) in [
            ("FuzzCSV", "csv"), ("FuzzNDJSON", "ndjson"), ("FuzzNPY", "npy"), ("FuzzJSON", "json"), ("FuzzHTTP", "http"),
            ("FuzzResponse", "response"), ("FuzzProxy", "proxy"),
            ("FuzzForest", "forest"),
            ("FuzzManifest", "manifest"), ("FuzzPredict", "predict"), ("FuzzArchive", "archive"), ("FuzzLightGBM", "lightgbm"),
        ] {
            #expect(!SourceTree.files(below: "Tests/Fuzzers/\(fuzzer)", suffix: ".swift").isEmpty, "\(fuzzer)")
            #expect(!SourceTree.files(below: "Tests/Corpora/\(corpus)").isEmpty, "corpus of \(fuzzer)")
        }
    }

    @Test func `every make target that the README names is in the Makefile`() {
        let makefile = SourceTree.text(of: "Makefile").split(separator: "\n")
        for piece in SourceTree.text(of: "README.md").split(separator: "`") where piece.hasPrefix("make ") {
            let target = piece.dropFirst(5).prefix { $0.isLetter || $0 == "-" }
            #expect(makefile.contains { $0.hasPrefix(target + ":") }, "make \(target)")
        }
    }
}
