import Base
import Bundles
import Glibc
import SystemPackage
import TestSupport

/// A folder with tables and models of one test, and `train` run on it.
struct TrainFixture {
    let folder = TemporaryFolder()

    var models: FilePath { folder.path.appending("models") }

    /// A data set of the repository.
    static func sample(_ name: String) -> FilePath {
        SharedData.packageRoot.appending("models").appending(name).appending(name + ".csv")
    }

    func file(_ text: String, _ name: String = "table.csv") -> FilePath { file(Array(text.utf8), name) }

    func file(_ bytes: [UInt8], _ name: String = "table.csv") -> FilePath {
        let path = folder.path.appending(name)
        FileBytes.write(bytes, to: path)
        return path
    }

    /// What stands in the command line before a test's own options.
    func arguments(_ data: FilePath, target: String = "y") -> [String] {
        [data.string, "--target", target, "--name", "m", "--output", models.string]
    }

    func train(_ data: FilePath, _ options: [String] = [], target: String = "y") -> Program.Result {
        let style = options.contains("--progress") ? [] : ["--progress", "none"]
        return Program.run("train", arguments(data, target: target) + options + style, environment: ["COLUMNS": "100"])
    }

    func bundle(_ version: Int = 1) throws -> Bundle {
        try Bundle(path: models.appending("m").appending("\(version)"))
    }

    /// The bundle's files by name.
    func files(_ version: Int = 1) -> [String: [UInt8]] {
        let path = models.appending("m").appending("\(version)")
        let names = FolderListing.names(in: path) ?? []
        return Dictionary(uniqueKeysWithValues: names.map { ($0, FileBytes.read(path.appending($0)) ?? []) })
    }

    /// Everything below the folder of models, by path: to see that nothing else is left.
    func entries() -> [String] { FolderListing.paths(below: models) ?? [] }

    func gzip(_ path: FilePath) -> FilePath {
        let result = Program.run("/bin/sh", ["-c", "gzip -kf \(path.string)"])
        precondition(result.exitCode == 0, "gzip: \(result.error)")
        return FilePath(path.string + ".gz")
    }
}

/// Tables that tests write: the same text for the same seed.
enum TrainTable {
    /// `city` and `size` and a class that depends on both; a tenth of the fields is missing.
    static func classes(rowCount: Int, seed: UInt64 = 7) -> String {
        var random = SeededRandom(seed: seed)
        var text = "city,size,weight,y\n"
        for _ in 0..<rowCount {
            let city = random.next(below: 5)
            let size = random.nextUnit() * 10
            let isPositive = (city < 2 ? size > 3 : size > 7) != (random.next(below: 10) == 0)
            text += random.next(below: 10) == 0 ? "NA" : ["Oslo", "Rome", "\"Paris, France\"", "Bergen", "São Paulo"][city]
            text += random.next(below: 10) == 0 ? "," : ",\(Float(size))"
            text += ",\(random.next(below: 100)),\(isPositive ? "yes" : "no")\n"
        }
        return text
    }

    /// A value that is a step function of two columns, with noise.
    static func values(rowCount: Int, seed: UInt64 = 11) -> String {
        var random = SeededRandom(seed: seed)
        var text = "a,b,y\n"
        for _ in 0..<rowCount {
            let (a, b) = (random.nextUnit(), random.nextUnit())
            text += "\(Float(a)),\(Float(b)),\(Float((a > 0.5 ? 10 : 0) + (b > 0.3 ? 5 : 0) + random.nextUnit()))\n"
        }
        return text
    }
}
