internal import Base
internal import Forest
internal import SystemPackage

extension TemporaryBundle {
    /// Writes all files of `bundle` and what is added to it, and reads them back.
    borrowing func fill(
        from bundle: Bundle, _ additions: BundleAdditions, before hook: WriteStep.Hook
    ) throws(BundleWriter.Failure) {
        var manifest = bundle.manifest
        manifest.metrics = BundleAdditions.merged(manifest.metrics, with: additions.metrics)
        manifest.files = []
        let added = additions.files
        let old = bundle.manifest.files.map(\.name)
        for name in Set(old + added.keys).sorted() {
            let contents: FileContents
            if let new = added[name] {
                contents = new
            } else {
                do throws(BundleError) { contents = try bundle.contents(of: name) } catch { throw .bundle(error) }
            }
            manifest.files.append(try add(name, contents, before: hook))
        }
        let document = manifest.json()
        _ = try add(BundleFile.manifest, .array(document), before: hook)
        let signature: [UInt8]?
        do throws(BundleError) {
            if let sign = additions.signature {
                signature = try sign(document)
            } else {
                signature = try bundle.signature(of: document)
            }
        } catch { throw .bundle(error) }
        if let signature { _ = try add(BundleFile.signature, .array(signature), before: hook) }
        try sync(before: hook)
        try verifyOwn(manifest.version, before: hook)
    }

    /// Exchanges the folder with the one at `place`, which then stands under the temporary name.
    borrowing func exchange(with place: FilePath, before hook: WriteStep.Hook) throws(BundleWriter.Failure) {
        try BundleWriter.step(.exchange, place, hook) { () throws(SystemCallError) in
            try FolderPaths.exchange(folder.path, place)
        }
        do {
            try BundleWriter.step(.syncModelFolder, modelFolder, hook) { () throws(SystemCallError) in
                try Folder(path: modelFolder).sync()
            }
        } catch {
            // Replaced and perhaps not lasting is neither success nor failure: take it back.
            try? FolderPaths.exchange(folder.path, place)
            throw error
        }
    }

    /// Removes the folder that was exchanged for this one, as far as it can.
    borrowing func removeReplaced(_ old: borrowing Folder) { Leftovers.remove(old, at: folder.path) }
}
