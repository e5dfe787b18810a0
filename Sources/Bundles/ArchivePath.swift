/// The path of an entry of an archive: a file of a bundle, or a folder on the way to it.
struct ArchivePath: Equatable {
    /// The model's name and version; nil where the folder lies above.
    var model: String?
    var version: Int?
    /// nil for a folder.
    var file: String?

    /// Why a path cannot be: what is accepted instead.
    struct Refusal: Error {
        var reason: String
    }

    /// Accepts `NAME/VERSION/FILE` and the folders `NAME/VERSION`, `NAME` and `.`, with or without `./` before them and `/` behind folders.
    init(_ path: String, isFolder: Bool) throws(Refusal) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        if parts.first == "." { parts.removeFirst() }
        if isFolder, parts.last == "" { parts.removeLast() }
        if path.hasPrefix("/") { throw Refusal(reason: "is an absolute path; accepted are files NAME/VERSION/FILE") }
        if parts.contains("..") { throw Refusal(reason: "leads out of the folder; accepted are files NAME/VERSION/FILE") }
        guard isFolder ? parts.count <= 2 : parts.count == 3 else {
            throw Refusal(reason: "lies in another folder than a bundle's; accepted are files NAME/VERSION/FILE")
        }
        if let name = parts.popFirst().map(String.init) {
            if let problem = BundleName.problem(with: name) { throw Refusal(reason: problem) }
            model = name
        }
        if let folder = parts.popFirst().map(String.init) {
            guard let number = BundleName.version(folder: folder) else {
                throw Refusal(
                    reason: "'\(folder)' is no version; accepted are whole numbers from 1 to \(BundleLimits.versionMax)")
            }
            version = number
        }
        if let name = parts.popFirst().map(String.init) {
            guard BundleFile.byteCountMax(of: name) != nil else { throw Refusal(reason: "is no file of a bundle") }
            file = name
        }
    }
}
