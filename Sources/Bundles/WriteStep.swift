internal import SystemPackage

/// The steps of publishing a bundle, and of replacing one, in their order. Tests make each of them fail, or end the process right before it.
package enum WriteStep: Hashable, Sendable {
    /// The output folder, the model's folder, and what is missing above them.
    case createFolder
    /// The folder that one of those was made in.
    case syncParent
    /// Sweep up after writers that ended in the middle.
    case removeLeftovers
    case createTemporary
    case openTemporary
    case lockTemporary
    case createFile(String)
    case writeFile(String)
    case syncFile(String)
    case syncTemporary
    /// Read everything back as a server would.
    case verify
    case rename
    case syncModelFolder

    /// Replacing begins with these: the folder of the versions, and the version that will go.
    case openModelFolder
    case lockModelFolder
    case openReplaced
    case lockReplaced
    /// In the place of the rename.
    case exchange
    case removeReplaced

    /// Called before each step; what it throws is as if the step had failed with it.
    typealias Hook = (WriteStep) throws(Errno) -> Void

    /// The system call that a failure of this step is reported as.
    var call: String {
        switch self {
        case .createFolder, .createTemporary: "mkdir"
        case .removeLeftovers: "readdir"
        case .openTemporary, .openModelFolder, .openReplaced: "open"
        case .lockTemporary, .lockModelFolder, .lockReplaced: "flock"
        case .createFile: "openat"
        case .writeFile: "write"
        case .syncFile, .syncTemporary, .syncModelFolder, .syncParent: "fsync"
        case .verify: "mmap"
        case .rename: "rename"
        case .exchange: "renameat2"
        case .removeReplaced: "unlinkat"
        }
    }
}
