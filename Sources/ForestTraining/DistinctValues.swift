/// The distinct values of a sample in ascending order, with how often each occurs. NaN is left out, -0 is 0.
struct DistinctValues {
    private(set) var values: [Float] = []
    private(set) var counts: [Int] = []

    init(_ sample: [Float]) {
        var keys = sample.compactMap { $0.isNaN ? nil : Self.key($0 == 0 ? 0 : $0) }
        Self.sort(&keys)
        var index = 0
        while index < keys.count {
            let key = keys[index]
            var end = index + 1
            while end < keys.count, keys[end] == key { end += 1 }
            values.append(Self.value(key))
            counts.append(end - index)
            index = end
        }
    }

    /// Whole numbers in the order of the floats: negative floats have all bits turned, the others the sign bit.
    private static func key(_ value: Float) -> UInt32 {
        let bits = value.bitPattern
        return bits ^ (bits >> 31 == 1 ? 0xFFFF_FFFF : 0x8000_0000)
    }

    private static func value(_ key: UInt32) -> Float {
        Float(bitPattern: key ^ (key >> 31 == 1 ? 0x8000_0000 : 0xFFFF_FFFF))
    }

    /// Radix sort, least significant digit first: a comparison sort would take longer than the training of a small forest.
    private static func sort(_ keys: inout [UInt32]) {
        if keys.count < 256 { return keys.sort() }
        var other = [UInt32](repeating: 0, count: keys.count)
        for shift: UInt32 in [0, 11, 22] {
            var starts = [Int](repeating: 0, count: 2048)
            for key in keys { starts[Int((key >> shift) & 2047)] &+= 1 }
            if starts.contains(keys.count) { continue }
            var sum = 0
            for digit in starts.indices { (starts[digit], sum) = (sum, sum + starts[digit]) }
            for key in keys {
                let digit = Int((key >> shift) & 2047)
                other[starts[digit]] = key
                starts[digit] &+= 1
            }
            swap(&keys, &other)
        }
    }
}
