internal import Codecs
internal import SystemPackage
package import Tabular

/// Reads the files of a bundle out of a tar archive, plain or gzip, one after another.
///
/// Refuses everything but plain files with the names that a bundle may have, each once and within its limit, all below one
/// NAME/VERSION/: links, devices, other paths, records that change contents, bytes behind the end. Nothing is believed before it is there: memory is
/// one block. Limits: `BundleLimits`.
package struct ArchiveReader: ~Copyable {
    package struct Entry: Equatable {
        package let model: String
        package let version: Int
        package let file: String
        package let byteCount: Int
    }

    /// As it is named in errors.
    let name: String
    private var source: ByteSource
    /// Bytes that came out of it.
    private var expandedByteCount = 0
    private let freeByteCount: Int
    /// Of the entry that is being read: contents, and the padding behind them.
    private var unreadByteCount = 0
    private var paddingByteCount = 0
    private var headerCount = 0
    private var files: Set<String> = []
    private var model: String?
    private var version: Int?
    private var entryPath = ""

    package init(_ source: consuming ByteSource, name: String, freeByteCount: Int = BundleLimits.archiveFreeByteCount) {
        self.source = source
        self.name = name
        self.freeByteCount = freeByteCount
    }

    /// The next file, nil at the end; the one before must have been read to its end.
    package mutating func next() throws(BundleError) -> Entry? {
        precondition(unreadByteCount == 0, "an entry is read to its end")
        _ = try block(byteCount: paddingByteCount)
        paddingByteCount = 0
        var records: PaxRecords?
        var longPath: String?
        while let header = try header() {
            entryPath = longPath ?? records?.path ?? header.path
            let byteCount = records?.byteCount ?? header.byteCount
            switch header.kind {
            case .extended:
                let contents = try contents(of: header)
                do throws(TarHeader.Refusal) { records = try PaxRecords(contents) } catch { throw refusal(error.reason) }
            case .longPath:
                longPath = String(decoding: try contents(of: header).prefix { $0 != 0 }, as: UTF8.self)
            case .folder:
                guard byteCount == 0 else { throw refusal("is a folder with contents") }
                _ = try place(isFolder: true)
                (records, longPath) = (nil, nil)
            case .file: return try entry(byteCount)
            case .other(let flag):
                throw refusal("is \(Self.kindName(flag)); a bundle holds plain files only")
            }
        }
        guard records == nil, longPath == nil else {
            throw refusal("the archive ends after a header about a file that is not there")
        }
        guard !files.isEmpty else { throw refusal("the archive holds no bundle") }
        try checkEnd()
        return nil
    }

    /// Fills `buffer` with the next bytes of the entry; 0 at its end.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(BundleError) -> Int {
        let wanted = min(buffer.count, unreadByteCount)
        if wanted == 0 { return 0 }
        let count = try unsafe readSource(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw refusal("the archive ends in the middle of the file") }
        unreadByteCount -= count
        return count
    }

    private mutating func entry(_ byteCount: Int) throws(BundleError) -> Entry {
        let path = try place(isFolder: false)
        guard let model = path.model, let version = path.version, let file = path.file,
            let byteCountMax = BundleFile.byteCountMax(of: file)
        else { preconditionFailure("the path of a file has all parts") }
        guard byteCount <= byteCountMax else {
            throw refusal("has \(byteCount) bytes; at most \(byteCountMax) are accepted")
        }
        guard files.insert(file).inserted else { throw refusal("stands there twice") }
        unreadByteCount = byteCount
        paddingByteCount = TarHeader.paddedByteCount(byteCount) - byteCount
        return Entry(model: model, version: version, file: file, byteCount: byteCount)
    }

    /// The path, which must lie in the same bundle as those before.
    private mutating func place(isFolder: Bool) throws(BundleError) -> ArchivePath {
        let path: ArchivePath
        do throws(ArchivePath.Refusal) {
            path = try ArchivePath(entryPath, isFolder: isFolder)
        } catch { throw refusal(error.reason) }
        guard path.model == nil || model == nil || path.model == model,
            path.version == nil || version == nil || path.version == version
        else { throw refusal("is of another bundle than the entries before; an archive holds one") }
        model = path.model ?? model
        version = path.version ?? version
        return path
    }

    /// nil at the end of the archive, which two blocks of zeros are.
    private mutating func header() throws(BundleError) -> TarHeader? {
        let block = try block(byteCount: TarHeader.blockByteCount)
        if block.allSatisfy({ $0 == 0 }) {
            guard try self.block(byteCount: TarHeader.blockByteCount).allSatisfy({ $0 == 0 }) else {
                throw refusal("a block of zeros stands between the archive's entries")
            }
            return nil
        }
        headerCount += 1
        guard headerCount <= BundleLimits.archiveHeaderCountMax else {
            throw refusal("the archive has more than \(BundleLimits.archiveHeaderCountMax) headers; a bundle has far fewer")
        }
        do throws(TarHeader.Refusal) {
            return try TarHeader(block: block)
        } catch {
            throw BundleError(bundle: name, reason: "header \(headerCount) of the archive: \(error.reason)")
        }
    }

    /// What a header says of the next one.
    private mutating func contents(of header: TarHeader) throws(BundleError) -> [UInt8] {
        guard header.byteCount <= BundleLimits.archiveRecordByteCountMax else {
            throw refusal(
                "has a header of \(header.byteCount) bytes before it; at most \(BundleLimits.archiveRecordByteCountMax) are accepted"
            )
        }
        return Array(try block(byteCount: TarHeader.paddedByteCount(header.byteCount)).prefix(header.byteCount))
    }

    private mutating func checkEnd() throws(BundleError) {
        var byteCount = 0
        while true {
            let padding = try available(byteCountMax: TarHeader.blockByteCount)
            byteCount += padding.count
            guard padding.allSatisfy({ $0 == 0 }), byteCount <= BundleLimits.archivePaddingByteCountMax else {
                throw BundleError(bundle: name, reason: "other bytes follow the end of the archive")
            }
            if padding.isEmpty { return }
        }
    }

    /// Exactly so many of the next bytes.
    private mutating func block(byteCount: Int) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < byteCount {
            let more = try available(byteCountMax: byteCount - bytes.count)
            if more.isEmpty {
                throw BundleError(bundle: name, reason: "the archive is cut off; a whole one ends in blocks of zeros")
            }
            bytes += more
        }
        return bytes
    }

    /// Some of the next bytes; none at the end of the source.
    private mutating func available(byteCountMax: Int) throws(BundleError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCountMax, alignment: 1)
        defer { unsafe buffer.deallocate() }
        let count = try unsafe readSource(into: buffer)
        return unsafe [UInt8](buffer[..<count])
    }

    private mutating func readSource(into buffer: UnsafeMutableRawBufferPointer) throws(BundleError) -> Int {
        let count: Int
        do throws(InputError) {
            count = try unsafe source.read(into: buffer)
        } catch {
            throw BundleError(error, archive: name)
        }
        expandedByteCount += count
        let expansionMax = BundleLimits.archiveExpansionMax
        guard expandedByteCount <= freeByteCount || expandedByteCount / expansionMax <= source.storedBytesRead else {
            throw refusal(
                "the archive expands to more than \(freeByteCount) bytes and to more than \(expansionMax) times its own size, as no bundle "
                    + "does; a folder that another program has unpacked can be used as it is")
        }
        return count
    }

    private func refusal(_ reason: String) -> BundleError {
        BundleError(bundle: name, file: entryPath.isEmpty ? nil : entryPath, reason: reason)
    }

    private static func kindName(_ flag: UInt8) -> String {
        switch flag {
        case UInt8(ascii: "1"): "a hard link"
        case UInt8(ascii: "2"): "a symbolic link"
        case UInt8(ascii: "3"), UInt8(ascii: "4"): "a device"
        case UInt8(ascii: "6"): "a pipe"
        case UInt8(ascii: "g"): "a pax header for the whole archive"
        case UInt8(ascii: "S"): "a sparse file"
        default: "of the unknown type \(flag)"
        }
    }
}

extension BundleError {
    /// What is wrong with an archive as a stream of bytes.
    init(_ error: InputError, archive: String) {
        self.init(bundle: archive, reason: error.reason, cause: error.kind == .environment ? .system(.ioError) : .bundle)
    }
}
