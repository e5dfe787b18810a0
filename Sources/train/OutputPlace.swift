import Base
import Bundles
import Glibc
import SystemPackage

/// Where the bundle is to go. What can be known to be wrong with it is told before any work is done; the rest is found by who writes.
struct OutputPlace {
    let output: FilePath
    let name: String
    let version: Int?

    init(_ command: TrainCommand) {
        output = FilePath(command.output)
        name = command.name
        version = command.version
    }

    func check() throws {
        if let problem = BundleName.problem(with: name) { throw TrainFailure(.usage, "--name: \(problem)") }
        guard !output.isEmpty else { throw TrainFailure(.usage, "--output is empty; the path of a folder is accepted") }
        if let version {
            guard (1...BundleLimits.versionMax).contains(version) else {
                throw TrainFailure(
                    .usage, "--version \(version): a whole number from 1 to \(BundleLimits.versionMax) is accepted")
            }
            let place = output.appending(name).appending("\(version)")
            if Self.exists(place) {
                throw TrainFailure(
                    .usage, "\(place) exists; versions are never replaced: choose another --version, or none for the next one")
            }
        }
        try checkFolder()
    }

    /// The innermost folder that is there already must take new entries.
    private func checkFolder() throws {
        var folder = output.appending(name)
        while !folder.isEmpty, !Self.exists(folder) { folder.removeLastComponent() }
        let path = folder.isEmpty ? "." : folder.string
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw TrainFailure(.environment, "\(path): cannot be looked at: \(Errno(rawValue: errno)) (stat)")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw TrainFailure(.environment, "\(path) is no folder; bundles go into a folder, which is made if it is missing")
        }
        guard unsafe access(path, W_OK | X_OK) == 0 else {
            throw TrainFailure(.environment, "\(path): the bundle cannot be put there: \(Errno(rawValue: errno)) (access)")
        }
    }

    /// Whether there is anything of that name, a dangling link included.
    private static func exists(_ path: FilePath) -> Bool {
        var status = stat()
        return unsafe lstat(path.string, &status) == 0
    }
}
