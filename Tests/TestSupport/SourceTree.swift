internal import Glibc
public import SystemPackage

/// The repository's own files, for tests about the code itself.
public enum SourceTree {
    /// Paths of all plain files below `folder` (relative to the package root), relative to the package root, sorted.
    public static func files(below folder: String, suffix: String = "") -> [String] {
        var found: [String] = []
        var pending = [folder]
        while let current = pending.popLast() {
            for (name, isFolder) in entries(of: current) {
                let path = current + "/" + name
                if isFolder {
                    pending.append(path)
                } else if path.hasSuffix(suffix) {
                    found.append(path)
                }
            }
        }
        return found.sorted()
    }

    /// Names in a folder (relative to the package root), without dot files.
    public static func entries(of folder: String) -> [(name: String, isFolder: Bool)] {
        let path = SharedData.packageRoot.appending(folder)
        guard let directory = unsafe opendir(path.string) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [(name: String, isFolder: Bool)] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append((name, unsafe Int32(entry.pointee.d_type) == Int32(DT_DIR))) }
        }
        return names
    }

    /// The text of a file (relative to the package root); empty when it cannot be read.
    public static func text(of file: String) -> String {
        String(decoding: FileBytes.read(SharedData.packageRoot.appending(file)) ?? [], as: UTF8.self)
    }
}

/// Whole files in and out of memory.
public enum FileBytes {
    /// The file's bytes, or nil when it cannot be read.
    public static func read(_ path: FilePath) -> [UInt8]? {
        guard let file = unsafe fopen(path.string, "rb") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&block, 1, block.count, file)
            if count == 0 { return bytes }
            bytes.append(contentsOf: block[..<count])
        }
    }

    /// Writes the file anew; traps when it cannot, since a test would be meaningless.
    public static func write(_ bytes: some Collection<UInt8>, to path: FilePath) {
        let file = unsafe fopen(path.string, "wb")
        guard let file = unsafe file else { fatalError("cannot write \(path)") }
        let contents = Array(bytes)
        let written = unsafe fwrite(contents, 1, contents.count, file)
        precondition(unsafe fclose(file) == 0 && written == contents.count, "cannot write \(path)")
    }
}
