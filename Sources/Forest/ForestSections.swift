/// Where the sections of a forest lie in its bytes.
struct ForestSections {
    /// Offset and byte count of each section, by its id less one.
    private var ranges: [Range<Int>]

    /// Lays the sections out one behind the other, each from a multiple of 64.
    init(byteCounts: [Int]) {
        ranges = []
        var offset = Self.start(sectionCount: byteCounts.count)
        for byteCount in byteCounts {
            ranges.append(offset..<offset + byteCount)
            offset = ForestFormat.aligned(offset + byteCount)
        }
    }

    subscript(section: ForestFormat.Section) -> Range<Int> { ranges[Int(section.rawValue) - 1] }

    /// Where the whole ends.
    var end: Int { ForestFormat.aligned(ranges[ranges.count - 1].upperBound) }

    private static func start(sectionCount: Int) -> Int {
        ForestFormat.aligned(ForestFormat.headerByteCount + sectionCount * ForestFormat.sectionEntryByteCount)
    }

    /// Reads the section table. Sections must be in ascending order of id and of offset, without gaps but for zeros up to the next
    /// multiple of 64; every section known here must be there, with the size that the header's counts ask for.
    init(reading bytes: ForestBytes, header: ForestHeader) throws(ForestFormatError) {
        ranges = []
        let start = Self.start(sectionCount: header.sectionCount)
        guard start <= bytes.count else {
            throw ForestFormatError(field: "sections", reason: "the table ends at byte \(start) of \(bytes.count)")
        }
        var end = ForestFormat.headerByteCount + header.sectionCount * ForestFormat.sectionEntryByteCount
        var previousID: UInt32 = 0
        for index in 0..<header.sectionCount {
            let entry = ForestFormat.headerByteCount + index * ForestFormat.sectionEntryByteCount
            let id: UInt32 = bytes.load(entry + ForestFormat.SectionField.id)
            guard id > previousID else {
                throw ForestFormatError(field: "sections[\(index)].id", reason: "\(id) does not ascend from \(previousID)")
            }
            previousID = id
            let range = try Self.range(bytes, entry: entry, index: index, after: end)
            if let section = ForestFormat.Section(rawValue: id) {
                guard header.knownSections.contains(section) else {
                    throw ForestFormatError(
                        field: "sections[\(index)].id", reason: "\(section.name) without its bit in the requirements")
                }
                guard ranges.count == Int(id) - 1 else {
                    throw ForestFormatError(field: "sections[\(index)].id", reason: "section \(ranges.count + 1) is missing")
                }
                try Self.check(bytes, entry: entry, index: index, section: section, byteCount: range.count, header: header)
                ranges.append(range)
            } else if id & ForestFormat.optionalSectionBit == 0 {
                throw ForestFormatError(field: "sections[\(index)].id", reason: "section \(id) is unknown here and not optional")
            }
            end = range.upperBound
        }
        guard ranges.count == header.knownSections.count else {
            throw ForestFormatError(field: "sections", reason: "section \(ranges.count + 1) is missing")
        }
        guard ForestFormat.aligned(end) == bytes.count else {
            throw ForestFormatError(
                field: "header.byte_count", reason: "the sections end at \(ForestFormat.aligned(end)) of \(bytes.count) bytes")
        }
        try Self.checkPadding(bytes, end..<bytes.count)
    }

    // One entry: where its section lies, which begins at the first multiple of 64 after `end`.
    private static func range(
        _ bytes: ForestBytes, entry: Int, index: Int, after end: Int
    ) throws(ForestFormatError) -> Range<Int> {
        if let offset = bytes.firstNonzero(
            in: entry + ForestFormat.SectionField.reserved.lowerBound..<entry + ForestFormat.SectionField.reserved.upperBound)
        {
            throw ForestFormatError(field: "sections[\(index)].reserved", reason: "byte \(offset) is not zero")
        }
        let offset: UInt64 = bytes.load(entry + ForestFormat.SectionField.offset)
        let expected = ForestFormat.aligned(end)
        guard offset == UInt64(expected), expected <= bytes.count else {
            throw ForestFormatError(
                field: "sections[\(index)].offset", reason: "\(offset) (accepted: \(expected), of \(bytes.count) bytes)")
        }
        let byteCount: UInt64 = bytes.load(entry + ForestFormat.SectionField.byteCount)
        guard byteCount <= UInt64(bytes.count - expected) else {
            throw ForestFormatError(
                field: "sections[\(index)].byte_count",
                reason: "\(byteCount) bytes from \(expected) reach beyond the end at \(bytes.count)")
        }
        try checkPadding(bytes, end..<expected)
        return expected..<expected + Int(byteCount)
    }

    private static func check(
        _ bytes: ForestBytes, entry: Int, index: Int, section: ForestFormat.Section, byteCount: Int, header: ForestHeader
    ) throws(ForestFormatError) {
        let elementByteCount = section.elementByteCount(header.arithmetic)
        let found: UInt32 = bytes.load(entry + ForestFormat.SectionField.elementByteCount)
        guard found == UInt32(elementByteCount) else {
            throw ForestFormatError(
                field: "sections[\(index)].element_byte_count",
                reason: "\(found) (accepted for \(section.name): \(elementByteCount))")
        }
        // The words are as many as the last bound says, which is compared when the bounds are read.
        guard let elementCount = header.elementCount(of: section) else {
            guard byteCount % elementByteCount == 0 else {
                throw ForestFormatError(
                    field: "sections[\(index)].byte_count", reason: "\(byteCount) is not a multiple of \(elementByteCount)")
            }
            return
        }
        guard byteCount == elementCount * elementByteCount else {
            throw ForestFormatError(
                field: "sections[\(index)].byte_count",
                reason: "\(byteCount) (accepted for \(section.name): \(elementCount) times \(elementByteCount))")
        }
    }

    private static func checkPadding(_ bytes: ForestBytes, _ range: Range<Int>) throws(ForestFormatError) {
        if let offset = bytes.firstNonzero(in: range) {
            throw ForestFormatError(field: "padding", reason: "byte \(offset) between sections is not zero")
        }
    }
}

extension ForestHeader {
    /// Elements of a section by the header's counts; nil for the category words, which the header does not count.
    func elementCount(of section: ForestFormat.Section) -> Int? {
        switch section {
        case .baseScores: outputCount
        case .trees: treeCount
        case .splits: splitCount
        case .leafValues: leafCount
        case .categoryBounds: categorySetCount + 1
        case .categoryWords: nil
        case .linearWeights: featureCount * outputCount
        }
    }
}
