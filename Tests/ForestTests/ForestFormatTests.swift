import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

struct ForestFormatTests {
    @Test func `a forest read back is the ensemble, and the same bytes again`() throws {
        var random = TestSeed.random(20_020)
        for _ in 0..<150 {
            let ensemble = try RandomForest.any(&random).ensemble(&random)
            let forest = FlatForest(ensemble)
            let contents = forest.contents
            #expect(contents.count % 64 == 0)
            #expect(FlatForest(ensemble).contents == contents)
            let read = try FlatForest(copying: contents)
            #expect(read.ensemble() == ensemble)
            #expect(FlatForest(read.ensemble()).contents == contents)
            #expect(read.treeCount == ensemble.trees.count)
            #expect(read.leafCount == read.leafCounts.reduce(0, +))
            #expect(read.nodeCount == ensemble.trees.reduce(0) { $0 + $1.nodes.count })
            #expect(read.baseScores == ensemble.baseScores)
            #expect(ForeignForest.check(contents) == nil)
        }
    }

    @Test func `every truncation is refused`() throws {
        for sample in try SampleForest.all() {
            let contents = FlatForest(sample).contents
            for count in 0..<contents.count {
                #expect(ForeignForest.check(Array(contents[..<count])) != nil, "\(count) bytes")
            }
            #expect(ForeignForest.check(contents + [0]) != nil)
            #expect(ForeignForest.check(contents + [UInt8](repeating: 0, count: 64)) != nil)
        }
    }

    // `ForeignForest.check` traps when two different files hold one model, so no flipped byte passes unseen.
    @Test func `every flipped bit is refused or makes another, sound model`() throws {
        for sample in try SampleForest.all() {
            let contents = FlatForest(sample).contents
            var acceptedCount = 0
            for offset in contents.indices {
                for bit in 0..<8 {
                    var damaged = contents
                    damaged[offset] ^= 1 << bit
                    if ForeignForest.check(damaged) == nil { acceptedCount += 1 }
                }
                var damaged = contents
                damaged[offset] = ~damaged[offset]
                _ = ForeignForest.check(damaged)
            }
            // Values, features, default sides and category bits: a part of the file, and not all of it.
            #expect(acceptedCount > 0 && acceptedCount < contents.count * 8)
        }
    }

    @Test func `random damage never passes for a model that is not sound`() throws {
        var random = TestSeed.random(20_021)
        let samples = try SampleForest.all().map { FlatForest($0).contents }
        for _ in 0..<3000 {
            var damaged = random.one(of: samples)
            for _ in 0...random.next(below: 4) {
                let offset = random.next(below: damaged.count)
                let value = random.one(of: [0, 1, 0x7F, 0x80, 0xFF, UInt8(random.next(below: 256))])
                for index in offset..<min(damaged.count, offset + 1 + random.next(below: 8)) { damaged[index] = value }
            }
            _ = ForeignForest.check(damaged)
        }
    }

    struct Damage: Sendable {
        var offset: Int
        var bytes: [UInt8]
        var field: String
    }

    // Offsets are those of docs/bundle-format.md; the sample's sections begin at byte 320.
    static let damages: [Damage] = [
        Damage(offset: 0, bytes: [0], field: "header.magic"),
        Damage(offset: 8, bytes: [2], field: "header.version"),
        Damage(offset: 12, bytes: [1, 2, 3, 4], field: "header.endian_mark"),
        Damage(offset: 16, bytes: [0, 0, 0, 0, 0, 0, 0, 0x80], field: "header.byte_count"),
        Damage(offset: 31, bytes: [1], field: "header.requirements"),
        Damage(offset: 24, bytes: [1], field: "header.requirements"),
        Damage(offset: 24, bytes: [8], field: "header.requirements"),
        Damage(offset: 24, bytes: [2], field: "header.link_scale"),
        Damage(offset: 24, bytes: [4], field: "header.tree_count"),
        Damage(offset: 32, bytes: [2], field: "header.input_width"),
        Damage(offset: 33, bytes: [2], field: "header.threshold_width"),
        Damage(offset: 34, bytes: [255], field: "header.sum_width"),
        Damage(offset: 35, bytes: [2], field: "header.comparison"),
        Damage(offset: 36, bytes: [2], field: "header.negative_fraction"),
        Damage(offset: 37, bytes: [2], field: "header.base_score_place"),
        Damage(offset: 38, bytes: [3], field: "header.requirements"),
        Damage(offset: 38, bytes: [9], field: "header.objective"),
        Damage(offset: 39, bytes: [1], field: "header.reserved"),
        Damage(offset: 40, bytes: [0, 0, 0, 0], field: "header.feature_count"),
        Damage(offset: 40, bytes: [1, 0, 16, 0], field: "header.feature_count"),
        Damage(offset: 44, bytes: [0xFF, 0xFF, 0xFF, 0xFF], field: "header.output_count"),
        Damage(offset: 48, bytes: [0xFF, 0xFF, 0xFF, 0xFF], field: "header.tree_count"),
        Damage(offset: 52, bytes: [2], field: "header.leaf_width"),
        Damage(offset: 56, bytes: [0, 0, 0, 0, 1], field: "header.split_count"),
        Damage(offset: 56, bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], field: "header.split_count"),
        Damage(offset: 64, bytes: [0, 0, 0, 0, 1], field: "header.leaf_count"),
        Damage(offset: 64, bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], field: "header.leaf_count"),
        Damage(offset: 72, bytes: [0, 0, 0, 0, 1], field: "header.category_set_count"),
        Damage(offset: 80, bytes: [9], field: "header.depth_max"),
        Damage(offset: 84, bytes: [5], field: "header.section_count"),
        Damage(offset: 84, bytes: [0xFF, 0xFF, 0xFF, 0xFF], field: "header.section_count"),
        Damage(offset: 88, bytes: [0, 0, 0, 0, 0, 0, 0, 0], field: "header.scale"),
        Damage(offset: 96, bytes: [0, 0, 0, 0, 0, 0, 0xF8, 0x7F], field: "header.divisor"),
        Damage(offset: 104, bytes: [1], field: "header.link_scale"),
        Damage(offset: 112, bytes: [1], field: "header.reserved"),
        Damage(offset: 127, bytes: [1], field: "header.reserved"),
        Damage(offset: 128, bytes: [7], field: "sections[0].id"),
        Damage(offset: 128 + 32, bytes: [1], field: "sections[1].id"),
        Damage(offset: 128 + 4, bytes: [4], field: "sections[0].element_byte_count"),
        Damage(offset: 128 + 8, bytes: [0, 0, 0, 0], field: "sections[0].offset"),
        Damage(offset: 128 + 16, bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], field: "sections[0].byte_count"),
        Damage(offset: 128 + 31, bytes: [1], field: "sections[0].reserved"),
        Damage(offset: 320, bytes: [1], field: "base_scores[0]"),
        Damage(offset: 320 + 63, bytes: [1], field: "padding"),
    ]

    @Test(arguments: damages) func `a wrong field is refused by its name`(_ damage: Damage) throws {
        var contents = FlatForest(try SampleForest.float32()).contents
        for (index, byte) in damage.bytes.enumerated() { contents[damage.offset + index] = byte }
        #expect(ForeignForest.check(contents)?.field == damage.field)
    }

    // The sample's table of 7 entries ends at byte 352; its base scores begin at 384, its weights at 512.
    static let linearDamages: [Damage] = [
        Damage(offset: 24, bytes: [3], field: "sections[6].id"),
        Damage(offset: 24, bytes: [5], field: "header.link_scale"),
        Damage(offset: 24, bytes: [6], field: "header.requirements"),
        Damage(offset: 38, bytes: [3], field: "header.link_scale"),
        Damage(offset: 40, bytes: [4], field: "sections[6].byte_count"),
        Damage(offset: 40, bytes: [0, 0, 16, 0, 0, 16, 0, 0], field: "header.feature_count"),
        Damage(offset: 48, bytes: [1], field: "header.tree_count"),
        Damage(offset: 84, bytes: [6], field: "header.section_count"),
        Damage(offset: 104, bytes: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F], field: "header.link_scale"),
        Damage(offset: 104, bytes: [0, 0, 0, 0, 0, 0, 0xF0, 0xBF], field: "header.link_scale"),
        Damage(offset: 104, bytes: [0, 0, 0, 0, 0, 0, 0xF0, 0x7F], field: "header.link_scale"),
        Damage(offset: 128 + 6 * 32, bytes: [8], field: "sections[6].id"),
        Damage(offset: 128 + 6 * 32 + 4, bytes: [8], field: "sections[6].element_byte_count"),
        Damage(offset: 512 + 4, bytes: [0, 0, 0x80, 0x7F], field: "linear_weights[1]"),
    ]

    @Test(arguments: linearDamages) func `a wrong field of a linear model is refused by its name`(_ damage: Damage) throws {
        var contents = FlatForest(try SampleForest.linear()).contents
        for (index, byte) in damage.bytes.enumerated() { contents[damage.offset + index] = byte }
        #expect(ForeignForest.check(contents)?.field == damage.field)
    }

    @Test func `what earlier readers do not know is named by its bit, and only where it is there`() throws {
        var random = TestSeed.random(20_022)
        for _ in 0..<100 {
            let ensemble = try RandomForest.any(&random).ensemble(&random)
            let contents = FlatForest(ensemble).contents
            let needed: UInt8 =
                (ensemble.objective.rawValue > 2 ? 1 : 0) | (ensemble.linkScale != 1 ? 2 : 0) | (ensemble.linear != nil ? 4 : 0)
            #expect(contents[24..<32].elementsEqual([needed, 0, 0, 0, 0, 0, 0, 0]))
            for bit in 0..<64 where needed >> bit & 1 == 0 || bit > 7 {
                var damaged = contents
                damaged[24 + bit / 8] |= 1 << (bit % 8)
                #expect(ForeignForest.check(damaged) != nil, "bit \(bit)")
            }
        }
    }

    @Test func `an unknown section is skipped when it is optional and refused when not`() throws {
        let contents = FlatForest(try SampleForest.float32()).contents
        func with(id: UInt32) -> [UInt8] {
            // The table of 7 entries takes 352 bytes, so everything behind it moves by 64.
            var longer = Array(contents[..<320])
            longer += [UInt8](repeating: 0, count: 64) + contents[320...]
            longer += [1, 2, 3] + [UInt8](repeating: 0, count: 61)
            func store(_ value: some FixedWidthInteger, at offset: Int) {
                for index in 0..<value.bitWidth / 8 { longer[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
            }
            store(UInt64(longer.count), at: 16)
            store(7 as UInt32, at: 84)
            for entry in 0..<6 {
                let offset = 128 + entry * 32 + 8
                store(UInt64((0..<8).reduce(0) { $0 | Int(longer[offset + $1]) << (8 * $1) } + 64), at: offset)
            }
            store(id, at: 320)
            store(1 as UInt32, at: 324)
            store(UInt64(longer.count - 64), at: 328)
            store(3 as UInt64, at: 336)
            return longer
        }
        let read = try FlatForest(copying: with(id: 0x8000_0001))
        #expect(read.ensemble() == (try SampleForest.float32()))
        #expect(ForeignForest.check(with(id: 0x8000_0001)) == nil)
        #expect(
            ForeignForest.check(with(id: 8))
                == ForestFormatError(field: "sections[6].id", reason: "section 8 is unknown here and not optional"))
        #expect(
            ForeignForest.check(with(id: 7))
                == ForestFormatError(field: "sections[6].id", reason: "linear_weights without its bit in the requirements"))
    }

    // The first tree's root gets both leaves of split 1, which gets the two splits: an island that holds itself together.
    @Test func `splits that only reach each other are refused`() throws {
        var contents = FlatForest(try SampleForest.float32()).contents
        let splits = (0..<8).reduce(0) { $0 | Int(contents[128 + 2 * 32 + 8 + $1]) << (8 * $1) }
        for byte in 8..<16 { contents.swapAt(splits + byte, splits + 16 + byte) }
        #expect(
            ForeignForest.check(contents)
                == ForestFormatError(field: "splits[1]", reason: "cannot be reached from its tree's root"))
    }

    @Test func `bytes that are not aligned are refused`() throws {
        let contents = FlatForest(try SampleForest.float32()).contents
        let copy = AlignedCopy([0] + contents)
        #expect(throws: ForestFormatError(field: "bytes", reason: "do not begin at a multiple of 64 in memory")) {
            unsafe try FlatForest(bytes: UnsafeRawBufferPointer(rebasing: copy.bytes[1...]), owner: copy)
        }
    }

    @Test func `the file of format version 1 is read for ever`() throws {
        for (name, ensemble) in [
            ("forest-v1", try SampleForest.float32()), ("forest-v1-float64", try SampleForest.float64()),
            ("forest-v1-linear", try SampleForest.linear()),
        ] {
            let contents = SampleForest.golden(name, current: FlatForest(ensemble).contents)
            #expect(try FlatForest(copying: contents).ensemble() == ensemble)
            #expect(FlatForest(ensemble).contents == contents)
        }
    }

    @Test func `what the fuzzer found stays found`() {
        let corpus = SampleForest.corpus()
        #expect(!corpus.isEmpty)
        var acceptedCount = 0
        for contents in corpus where ForeignForest.check(contents) == nil { acceptedCount += 1 }
        #expect(acceptedCount > 0)
    }
}
