/// Lays an ensemble out as forest.bin. The same ensemble always gives the same bytes.
@safe struct ForestWriter {
    private let ensemble: TreeEnsemble
    private let header: ForestHeader
    private let sections: ForestSections
    private let block: AlignedBlock

    /// The finished bytes. `ensemble` is a built one (`EnsembleBuilder`): its trees are in canonical node order.
    static func block(of ensemble: TreeEnsemble) -> AlignedBlock {
        let writer = ForestWriter(ensemble)
        writer.writeHeader()
        writer.writeSectionTable()
        writer.writeBaseScores()
        writer.writeTrees()
        writer.writeLinearWeights()
        return writer.block
    }

    private init(_ ensemble: TreeEnsemble) {
        var header = ForestHeader(ensemble)
        var wordCount = 0
        for tree in ensemble.trees {
            let splitCount = tree.splitCount
            header.splitCount += splitCount
            header.leafCount += tree.nodes.count - splitCount
            header.depthMax = max(header.depthMax, tree.depth)
            for case .split(let split) in tree.nodes {
                guard case .categories(let codes) = split.test else { continue }
                header.categorySetCount += 1
                wordCount += Self.wordCount(codes)
            }
        }
        let arithmetic = ensemble.arithmetic
        let byteCounts = header.knownSections.map { section in
            (header.elementCount(of: section) ?? wordCount) * section.elementByteCount(arithmetic)
        }
        self.ensemble = ensemble
        self.header = header
        sections = ForestSections(byteCounts: byteCounts)
        block = AlignedBlock(byteCount: sections.end)
    }

    private static func wordCount(_ codes: [UInt32]) -> Int { codes.last.map { Int($0 / 32) + 1 } ?? 0 }

    private func store<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
        let raw = unsafe block.bytes
        precondition(offset >= 0 && offset <= raw.count - MemoryLayout<Value>.size, "a write outside the forest's bytes")
        unsafe raw.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
    }

    private func store(_ value: Double, width: Arithmetic.Width, at offset: Int) {
        switch width {
        case .float32: store(Float(value).bitPattern, at: offset)
        case .float64: store(value.bitPattern, at: offset)
        }
    }

    private func writeHeader() {
        typealias Field = ForestFormat.Field
        for (index, byte) in ForestFormat.magic.enumerated() { store(byte, at: Field.magic + index) }
        store(ForestFormat.version, at: Field.version)
        store(ForestFormat.endianMark, at: Field.endianMark)
        store(UInt64(sections.end), at: Field.byteCount)
        store(header.requirements, at: Field.requirements)
        store(header.arithmetic.inputWidth.rawValue, at: Field.inputWidth)
        store(header.arithmetic.thresholdWidth.rawValue, at: Field.thresholdWidth)
        store(header.arithmetic.sumWidth.rawValue, at: Field.sumWidth)
        store(header.arithmetic.comparison.rawValue, at: Field.comparison)
        store(header.arithmetic.negativeFraction.rawValue, at: Field.negativeFraction)
        store(header.aggregation.baseScorePlace.rawValue, at: Field.baseScorePlace)
        store(header.objective.rawValue, at: Field.objective)
        store(UInt32(header.featureCount), at: Field.featureCount)
        store(UInt32(header.outputCount), at: Field.outputCount)
        store(UInt32(header.treeCount), at: Field.treeCount)
        store(1 as UInt32, at: Field.leafWidth)
        store(UInt64(header.splitCount), at: Field.splitCount)
        store(UInt64(header.leafCount), at: Field.leafCount)
        store(UInt64(header.categorySetCount), at: Field.categorySetCount)
        store(UInt32(header.depthMax), at: Field.depthMax)
        store(UInt32(header.sectionCount), at: Field.sectionCount)
        store(header.aggregation.scale.bitPattern, at: Field.scale)
        store(header.aggregation.divisor.bitPattern, at: Field.divisor)
        if header.linkScale != 1 { store(header.linkScale.bitPattern, at: Field.linkScale) }
    }

    private func writeSectionTable() {
        for (index, section) in header.knownSections.enumerated() {
            let entry = ForestFormat.headerByteCount + index * ForestFormat.sectionEntryByteCount
            store(section.rawValue, at: entry + ForestFormat.SectionField.id)
            store(
                UInt32(section.elementByteCount(header.arithmetic)), at: entry + ForestFormat.SectionField.elementByteCount)
            store(UInt64(sections[section].lowerBound), at: entry + ForestFormat.SectionField.offset)
            store(UInt64(sections[section].count), at: entry + ForestFormat.SectionField.byteCount)
        }
    }

    private func writeBaseScores() {
        for (output, score) in ensemble.baseScores.enumerated() {
            store(score.bitPattern, at: sections[.baseScores].lowerBound + output * 8)
        }
    }

    private func writeLinearWeights() {
        guard let linear = ensemble.linear else { return }
        let byteCount = ForestFormat.Section.linearWeights.elementByteCount(header.arithmetic)
        for (index, weight) in linear.weights.enumerated() {
            store(weight, width: header.arithmetic.sumWidth, at: sections[.linearWeights].lowerBound + index * byteCount)
        }
    }

    private func writeTrees() {
        let leafByteCount = ForestFormat.Section.leafValues.elementByteCount(header.arithmetic)
        var split = 0
        var leaf = 0
        var categorySet = 0
        var wordEnd = 0
        for (index, tree) in ensemble.trees.enumerated() {
            let record = sections[.trees].lowerBound + index * 16
            store(UInt32(split), at: record + ForestFormat.TreeField.firstSplit)
            store(UInt32(tree.splitCount), at: record + ForestFormat.TreeField.splitCount)
            store(UInt32(leaf), at: record + ForestFormat.TreeField.firstLeaf)
            store(UInt32(tree.output), at: record + ForestFormat.TreeField.output)
            for node in tree.nodes {
                switch node {
                case .leaf(let value):
                    store(
                        value, width: header.arithmetic.sumWidth, at: sections[.leafValues].lowerBound + leaf * leafByteCount)
                    leaf += 1
                case .split(let content):
                    write(content, index: split, categorySet: &categorySet, wordEnd: &wordEnd)
                    split += 1
                }
            }
        }
    }

    private func write(_ split: Tree.Split, index: Int, categorySet: inout Int, wordEnd: inout Int) {
        let width = header.arithmetic.thresholdWidth
        let offset = sections[.splits].lowerBound + index * ForestFormat.Section.splits.elementByteCount(header.arithmetic)
        var word = UInt32(split.feature) | UInt32(split.missing.rawValue) << ForestFormat.SplitBits.missingShift
        if split.defaultLeft { word |= ForestFormat.SplitBits.defaultLeft }
        switch split.test {
        case .threshold(let threshold):
            store(threshold, width: width, at: offset)
        case .categories(let codes):
            word |= ForestFormat.SplitBits.isCategorical
            store(UInt32(categorySet), at: offset)
            write(codes, fromWord: wordEnd)
            wordEnd += Self.wordCount(codes)
            categorySet += 1
            store(UInt32(wordEnd), at: sections[.categoryBounds].lowerBound + categorySet * 4)
        }
        let rest = offset + (width == .float32 ? 4 : 8)
        store(word, at: rest)
        store(UInt32(split.left), at: rest + 4)
        store(UInt32(split.right), at: rest + 8)
    }

    private func write(_ codes: [UInt32], fromWord firstWord: Int) {
        var words = [UInt32](repeating: 0, count: Self.wordCount(codes))
        for code in codes { words[Int(code / 32)] |= 1 << (code % 32) }
        for (index, word) in words.enumerated() {
            store(word, at: sections[.categoryWords].lowerBound + (firstWord + index) * 4)
        }
    }
}

extension Tree {
    /// Splits on the longest path; of a canonical tree. O(nodes).
    fileprivate var depth: Int {
        var depths = [Int](repeating: 0, count: nodes.count)
        var deepest = 0
        for (node, content) in nodes.enumerated() {
            guard case .split(let split) = content else { break }
            depths[split.left] = depths[node] + 1
            depths[split.right] = depths[node] + 1
            deepest = max(deepest, depths[node] + 1)
        }
        return deepest
    }
}
