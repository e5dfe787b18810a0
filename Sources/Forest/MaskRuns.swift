internal import CForest

/// The trees of a forest, in their order, as runs of one form each, filled to whole lanes.
@safe struct MaskRuns {
    private(set) var runs: [MaskRun] = []
    private let forest: FlatForest

    private static let layerTreeCountMax = Int(CF_MASK_LAYER_LANES)
    // So many trees that fit layers are worth 32 lanes.
    private static let layerTreeCountMin = 12

    /// nil when no form fits a tree, or most of the work would be on padding.
    init?(_ forest: FlatForest, _ trees: [RowTree]) {
        self.forest = forest
        let hasCategories = trees.map { $0.tests.contains(where: MaskTest.isCategory) }
        let layerForms = [MaskForm.layers, .deepLayers]
        let ends = layerForms.map { form in
            Self.ends(trees.indices.map { form.fits(trees[$0], hasCategories: hasCategories[$0]) })
        }
        var index = 0
        while index < trees.count {
            let counts = ends.map { min(Self.layerTreeCountMax, $0[index] - index) }
            let count = counts[1]
            let layers = counts[0] == count ? MaskForm.layers : .deepLayers
            // Few trees behind whole lots take one more where another form does not fit them all.
            let isRest =
                runs.last?.form == layers
                && (index..<index + count).contains { otherForm(trees[$0], hasCategories: hasCategories[$0]) == nil }
            if count >= Self.layerTreeCountMin || isRest {
                for tree in trees[index..<index + count] { append(tree, layers) }
                index += count
            } else {
                guard let form = otherForm(trees[index], hasCategories: hasCategories[index]) else { return nil }
                append(trees[index], form)
                index += 1
            }
        }
        fill()
        guard runs.reduce(0, { $0 + $1.treeCount }) <= 2 * trees.count + Self.layerTreeCountMax else { return nil }
    }

    // By tree: behind the last of those from here on that fit.
    private static func ends(_ fits: [Bool]) -> [Int] {
        var end = fits.count
        var ends = fits.map { _ in end }
        for index in fits.indices.reversed() {
            if !fits[index] { end = index }
            ends[index] = end
        }
        return ends
    }

    // The form at hand as long as it fits.
    private func otherForm(_ tree: RowTree, hasCategories: Bool) -> MaskForm? {
        if let last = runs.last?.form, !last.hasLayers, last.fits(tree, hasCategories: hasCategories) { return last }
        return [MaskForm.paths, .heaps].first { $0.fits(tree, hasCategories: hasCategories) }
    }

    private mutating func append(_ tree: RowTree, _ form: MaskForm) {
        if runs.last.map({ $0.form != form || $0.treeCount == Int(CF_MASK_TREES_MAX) }) ?? true {
            fill()
            runs.append(MaskRun(forest, form: form))
        }
        runs[runs.count - 1].append(tree)
    }

    // With trees that add nothing.
    private mutating func fill() {
        guard let last = runs.indices.last else { return }
        while runs[last].treeCount % runs[last].form.lanes != 0 { runs[last].append(nil) }
    }
}
