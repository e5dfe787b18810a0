internal import Codecs
internal import Forest

/// Reads a LightGBM text file into its raw form: the header, the trees one after another, then what follows them. One pass.
struct LightGBMReader {
    private var text: LightGBMText
    private var model = LightGBMModel()
    // Where each tree begins, and the line that ends the last one.
    private var treeStarts: [Int] = []

    static func read(
        _ bytes: UnsafeRawBufferPointer, onProgress: (_ byteCount: Int) -> Void
    ) throws(ImportError) -> LightGBMModel {
        var reader = unsafe LightGBMReader(text: LightGBMText(bytes))
        let treeByteCounts = try LightGBMHeader.read(&reader.text, into: &reader.model)
        try reader.readTrees(onProgress)
        if let treeByteCounts { try reader.check(treeByteCounts) }
        try reader.readTail()
        return reader.model
    }

    private init(text: LightGBMText) { self.text = text }

    /// Whether this line is a tree or what follows the trees.
    static func endsHeader(_ line: LightGBMText.Line, _ text: LightGBMText) -> Bool {
        text.begins(line.all, with: "Tree=") || endsTrees(line, text)
    }

    private static func endsTrees(_ line: LightGBMText.Line, _ text: LightGBMText) -> Bool {
        text.begins(line.all, with: "end of trees") || text.begins(line.all, with: "feature importances:")
    }

    private mutating func readTrees(_ onProgress: (_ byteCount: Int) -> Void) throws(ImportError) {
        var reported = 0
        while let line = text.nextLine() {
            if line.isEmpty { continue }
            let index = model.trees.count
            if Self.endsTrees(line, text) {
                treeStarts.append(line.key.lowerBound)
                return
            }
            let place = LightGBMPlace(tree: nil, field: "Tree")
            guard text.begins(line.all, with: "Tree=") else {
                throw ImportError(
                    byteOffset: line.key.lowerBound,
                    reason: "found \(text.excerpt(line.all)) where Tree=\(index) or the end of the trees belongs")
            }
            guard text.integer(line.value) == index else {
                throw place.error(line.value.lowerBound, "found \(text.excerpt(line.value)), expected \(index)")
            }
            guard index < EnsembleLimits.treeCountMax else {
                throw place.error(line.key.lowerBound, "at most \(EnsembleLimits.treeCountMax) trees are accepted")
            }
            treeStarts.append(line.key.lowerBound)
            model.trees.append(try LightGBMTreeReader.read(&text, index: index, byteOffset: line.key.lowerBound))
            if text.offset - reported >= Self.progressByteCount {
                reported = text.offset
                onProgress(reported)
            }
        }
        throw ImportError(byteOffset: text.byteCount, reason: "the file ends among its trees: it was cut off")
    }

    /// LightGBM itself finds the trees by these sizes, so a file in which they are wrong is another model to it, or none.
    private func check(_ treeByteCounts: [Int]) throws(ImportError) {
        let place = LightGBMPlace(tree: nil, field: "tree_sizes")
        guard treeByteCounts.count == model.trees.count else {
            throw place.error(nil, "lists \(treeByteCounts.count) trees; the file has \(model.trees.count)")
        }
        // Files that went through a conversion of line ends have other sizes. LightGBM 2.1 ends the trees without a line of their own.
        guard !text.hasCarriageReturns else { return }
        for (index, byteCount) in treeByteCounts.enumerated() where index + 1 < treeByteCounts.count {
            let found = treeStarts[index + 1] - treeStarts[index]
            guard found == byteCount else {
                throw ImportError(
                    byteOffset: treeStarts[index], tree: index, field: "tree_sizes",
                    reason: "says \(byteCount) bytes, the tree has \(found): LightGBM itself could not read this file")
            }
        }
    }

    /// Feature importances, parameters, `pandas_categorical`.
    private mutating func readTail() throws(ImportError) {
        var hasOpenParameters = false
        var lists: Range<Int>?
        while let line = text.nextLine() {
            if text.begins(line.all, with: "parameters:") { hasOpenParameters = true }
            if text.begins(line.all, with: "end of parameters") { hasOpenParameters = false }
            if text.begins(line.all, with: "pandas_categorical:") { lists = line.all }
            if text.begins(line.all, with: "[categorical_feature: ") { model.categoricalFeatures = indices(line.all) }
        }
        if hasOpenParameters, model.version != "v2" {
            throw ImportError(byteOffset: text.byteCount, reason: "the file ends in its parameters: it was cut off")
        }
        if let lists { model.categoryLists = try LightGBMCategoryLists.read(text, lists) }
    }

    /// `[categorical_feature: 1,4]`; nil when it is spelled otherwise, as names are.
    private func indices(_ line: Range<Int>) -> [Int]? {
        guard let spelled = text.string(line), spelled.last == "]", let colon = spelled.firstIndex(of: ":") else { return nil }
        let numbers = spelled[spelled.index(after: colon)...].dropFirst().dropLast().split(separator: ",").map { Int($0) }
        return numbers.allSatisfy { $0 != nil } ? numbers.compactMap(\.self) : nil
    }

    private static let progressByteCount = 1 << 20
}
