import TestSupport
import Testing

/// Modules import in one direction; the picture is in docs/architecture.md.
struct ImportDirectionTests {
    /// What each module of the package may import of the package.
    static let allowed: [String: Set<String>] = [
        "Base": [],
        "Statistics": ["Base"],
        "Codecs": ["Base"],
        "Tabular": ["CTabular", "Codecs", "CZlib", "Base"],
        "Records": ["CTabular", "Tabular", "Codecs", "CZlib", "CZstd", "Base"],
        "Forest": ["CForest", "Base"],
        "Bundles": ["Forest", "Tabular", "Codecs", "COpenSSL", "CLinux", "Base"],
        "Signatures": ["Bundles", "COpenSSL", "Base"],
        "ForestImport": ["Bundles", "Forest", "Tabular", "Codecs", "Base"],
        "ForestTraining": ["Forest", "Tabular", "Statistics", "Base"],
        "Reports": ["Codecs", "Base"],
        "Evaluation": ["Bundles", "Forest", "Tabular", "Statistics", "Reports", "Base"],
        "Scoring": ["Bundles", "Tabular", "Statistics", "Reports", "Codecs", "Base"],
        "Network": ["CLinux", "CZlib", "Codecs", "Base"],
        "LoadTesting": ["Network", "Tabular", "Codecs", "Base"],
        "Serving": ["Bundles", "Forest", "Network", "Tabular", "Codecs", "Base"],
        "Espalier": ["CEspalier", "Bundles", "Forest", "Tabular", "Base"],
        "train": ["Evaluation", "ForestTraining", "Bundles", "Forest", "Tabular", "Statistics", "Reports", "Codecs", "Base"],
        "score": ["Scoring", "Records", "Reports", "Bundles", "Forest", "Tabular", "Codecs", "Base"],
        "bundle": ["Evaluation", "Reports", "ForestImport", "Signatures", "Bundles", "Forest", "Tabular", "Codecs", "Base"],
        "loadtest": ["LoadTesting", "Reports", "Network", "Tabular", "Codecs", "Base"],
        "serve": ["Serving", "Network", "Signatures", "Bundles", "Forest", "Codecs", "Base"],
        "espalier": ["Base"],
    ]
    /// What any module may import from outside; argument parsing is for the executables that may link Foundation.
    static let outside: Set<String> = ["Glibc", "Logging", "SystemPackage", "Synchronization"]
    static let withArgumentParser: Set<String> = ["train", "score", "bundle", "loadtest"]

    static func imports(of file: String) -> [String] {
        SourceTree.text(of: file).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count else { return nil }
            guard words[..<place].allSatisfy({ ["public", "internal", "package", "private", "@preconcurrency"].contains($0) })
            else { return nil }
            return String(words[place + 1].split(separator: ".")[0])
        }
    }

    @Test func `every module is in the map, and imports only what the map allows`() {
        let modules = SourceTree.entries(of: "Sources").filter { $0.isFolder && $0.name != "python" }.map(\.name)
        for module in modules {
            let files = SourceTree.files(below: "Sources/\(module)", suffix: ".swift")
            if files.isEmpty { continue }
            guard let allowed = Self.allowed[module] else {
                Issue.record("\(module) is not in the map")
                continue
            }
            for file in files {
                for imported in Self.imports(of: file) {
                    let fine =
                        allowed.contains(imported) || Self.outside.contains(imported)
                        || (imported == "ArgumentParser" && Self.withArgumentParser.contains(module))
                        || (imported == "Histogram" && module == "LoadTesting")
                    #expect(fine, "\(file) imports \(imported)")
                }
            }
        }
        #expect(Set(modules).isSuperset(of: Self.allowed.keys), "the map names modules that do not exist")
    }

    @Test func `no module is a drawer for what found no place`() {
        for (name, _) in SourceTree.entries(of: "Sources") {
            #expect(!["Common", "Utils", "Utilities", "Helpers", "Core", "Shared", "Misc"].contains(name))
        }
    }
}
