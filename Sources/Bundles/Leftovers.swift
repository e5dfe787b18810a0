internal import Base
internal import SystemPackage

/// Temporary folders of writers that ended in the middle.
enum Leftovers {
    /// How the name of every temporary folder begins. No model's name and no version does.
    static let prefix = ".tmp-"

    /// Removes from `modelFolder` every temporary folder that no live writer holds the lock of.
    static func remove(from modelFolder: FilePath) throws(SystemCallError) {
        let names = try Folder(path: modelFolder).names()
        for name in names where name.hasPrefix(prefix) {
            // What cannot be opened, locked or removed is someone else's to clean, and in nobody's way.
            guard let leftover = try? Folder(path: modelFolder.appending(name), followsLinks: false) else { continue }
            // A live writer holds the lock until its bundle has its final name, so that whoever gets the lock and still finds the
            // folder under its temporary name holds a dead writer's.
            guard (try? leftover.tryLock()) == true, leftover.isStillInPlace() else { continue }
            remove(leftover)
        }
    }

    /// Removes a temporary folder that this process holds the lock of, as far as it can.
    static func remove(_ folder: borrowing Folder) { remove(folder, at: folder.path) }

    /// The same for one that was renamed to `path` after it was opened.
    static func remove(_ folder: borrowing Folder, at path: FilePath) {
        for name in (try? folder.names()) ?? [] { try? folder.removeFile(name) }
        try? FolderPaths.remove(path)
    }
}
