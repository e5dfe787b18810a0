internal import Base
internal import Glibc
internal import SystemPackage

/// An open folder. Its entries are reached through its descriptor, so that whoever renames the folder meanwhile changes nothing.
///
/// Thread rules: one thread at a time. Closed when the value goes, which also gives up its lock.
struct Folder: ~Copyable {
    /// Where it was when it was opened.
    let path: FilePath
    private let descriptor: Int32

    enum Kind: Equatable {
        case file
        case folder
        case link
        case other
    }

    init(path: FilePath, followsLinks: Bool = true) throws(SystemCallError) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW)
        let descriptor = unsafe path.withPlatformString { unsafe open($0, flags) }
        guard descriptor >= 0 else { throw SystemCallError.last("open", path.string) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // Closing alone would leave the lock to a child process that was forked meanwhile, until it runs its program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Names of all entries but `.` and `..`, sorted by bytes; more than `countMax` are refused with `EFBIG`.
    func names(countMax: Int = BundleLimits.folderEntryCountMax) throws(SystemCallError) -> [String] {
        // A descriptor of its own, since a directory stream moves the position of the one that it is made from and closes it.
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw SystemCallError.last("openat", path.string) }
        guard let stream = unsafe fdopendir(copy) else {
            let error = SystemCallError.last("fdopendir", path.string)
            close(copy)
            throw error
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno != 0 { throw SystemCallError.last("readdir", path.string) }
                return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            guard names.count < countMax else {
                throw SystemCallError(call: "readdir", subject: path.string, errno: .fileTooLarge)
            }
            names.append(name)
        }
    }

    /// What `name` is, without following a link; nil when there is nothing of that name.
    func kind(of name: String) throws(SystemCallError) -> Kind? {
        var status = stat()
        guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw SystemCallError.last("fstatat", path.appending(name).string)
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    /// Takes the folder's lock without waiting. False when someone else holds it.
    ///
    /// The kernel gives a lock back when its holder ends, however it ends: a lock that can be taken belongs to nobody alive, in whatever
    /// process namespace that somebody was.
    func tryLock() throws(SystemCallError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw SystemCallError.last("flock", path.string)
    }

    /// Whether `path` still leads to this very folder, itself or by a link.
    func isStillInPlace(followsLinks: Bool = false) -> Bool {
        var opened = stat()
        var named = stat()
        guard unsafe fstat(descriptor, &opened) == 0 else { return false }
        guard
            unsafe path.withPlatformString({ unsafe fstatat(AT_FDCWD, $0, &named, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) }) == 0
        else { return false }
        return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }

    /// Makes what entries the folder has last through a loss of power.
    func sync() throws(SystemCallError) {
        // EINVAL is how some file systems say that their folders need no sync.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw SystemCallError.last("fsync", path.string) }
    }

    func createFile(_ name: String) throws(SystemCallError) -> NewFile {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = unsafe openat(descriptor, name, flags, 0o666)
        guard file >= 0 else { throw SystemCallError.last("openat", path.appending(name).string) }
        return NewFile(path: path.appending(name), descriptor: file)
    }

    func removeFile(_ name: String) throws(SystemCallError) {
        guard unsafe unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw SystemCallError.last("unlinkat", path.appending(name).string)
        }
    }
}
