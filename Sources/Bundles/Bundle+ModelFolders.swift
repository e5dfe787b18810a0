internal import Base
public import SystemPackage

extension Bundle {
    /// The model folders in a folder of models, in name order: every folder (or link) but those whose name begins with a point, and the
    /// `lost+found` of a file system's root. Whether they hold bundles is not looked at.
    public static func modelFolders(in folder: FilePath) throws(BundleError) -> [FilePath] {
        do {
            let entries = try Folder(path: folder)
            var paths: [FilePath] = []
            for name in try entries.names() where !name.hasPrefix(".") && name != "lost+found" {
                let kind = try entries.kind(of: name)
                if kind == .folder || kind == .link { paths.append(folder.appending(name)) }
            }
            return paths
        } catch {
            throw BundleReader.cannotOpen(folder, error)
        }
    }
}
