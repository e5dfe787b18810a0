import Base
import Codecs
import TestSupport
import Testing

struct JSONMemberNamesTests {
    private static func insert(_ names: JSONMemberNames, _ name: [UInt8]) -> JSONMemberNames.Insertion {
        unsafe name.withUnsafeBufferPointer { unsafe names.insert($0) }
    }

    private static func contains(_ names: JSONMemberNames, _ name: [UInt8]) -> Bool {
        unsafe name.withUnsafeBufferPointer { unsafe names.contains($0) }
    }

    @Test(arguments: [nil, 64 << 10] as [Int?])
    func `it holds what a set holds, object after object`(byteCountMax: Int?) {
        var random = TestSeed.random(0x4E41_4D45)
        let names = JSONMemberNames(byteCountMax: byteCountMax, seed: random.next())
        for _ in 0..<300 {
            names.removeAll()
            var oracle: Set<[UInt8]> = []
            for _ in 0..<random.next(below: 60) {
                // Few letters and lengths around a word of eight: repetitions, prefixes of each other, and the empty name.
                let name = (0..<random.next(below: 20) / 2).map { _ in UInt8(random.next(below: 2)) }
                #expect(Self.contains(names, name) == oracle.contains(name))
                let isNew = oracle.insert(name).inserted
                let insertion = Self.insert(names, name)
                #expect(isNew ? insertion == .inserted : insertion == .repeated)
            }
            for name in oracle { #expect(Self.contains(names, name)) }
        }
    }

    @Test(arguments: [JSONMemberNames.standardCountMax, 1, 2, 3, 1_000, 5_000])
    func `it takes so many names and no more, and says which are there`(countMax: Int) {
        let names = JSONMemberNames(countMax: countMax, seed: 1)
        for object in 0..<3 {
            names.removeAll()
            for number in 0..<countMax {
                #expect(Self.insert(names, Array("object \(object), a rather long name \(number)".utf8)) == .inserted)
            }
            #expect(Self.insert(names, [1]) == .full)
            #expect(Self.insert(names, Array("object \(object), a rather long name 0".utf8)) == .repeated)
            #expect(!Self.contains(names, Array("object \(object - 1), a rather long name 0".utf8)))
        }
    }

    @Test func `it may be made to take none`() {
        let names = JSONMemberNames(countMax: 0, seed: 1)
        #expect(Self.insert(names, [1]) == .full && Self.insert(names, []) == .full)
        #expect(!Self.contains(names, [1]))
    }

    @Test func `without a bound one name may be as long as it likes`() {
        let names = JSONMemberNames(seed: 2)
        let long = [UInt8](repeating: 7, count: 100_000)
        #expect(Self.insert(names, [7]) == .inserted)
        #expect(Self.insert(names, long) == .inserted)
        #expect(Self.insert(names, long) == .repeated && Self.contains(names, [7]))
        #expect(!Self.contains(names, Array(long.dropLast())))
    }
}
