internal import Glibc
public import SystemPackage

/// What lies in a folder, for tests of what is left there.
public enum FolderListing {
    /// Paths of everything below `folder`, relative to it, sorted; nil when there is no such folder.
    public static func paths(below folder: FilePath) -> [String]? {
        guard let names = names(in: folder) else { return nil }
        return names.flatMap { name in [name] + (paths(below: folder.appending(name)) ?? []).map { name + "/" + $0 } }.sorted()
    }

    /// Names in `folder`, dot files included, sorted.
    public static func names(in folder: FilePath) -> [String]? {
        guard let directory = unsafe opendir(folder.string) else { return nil }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
