// The values of lines as numbers. Memory follows the bytes that are there: a count is never believed before.
extension LightGBMText {
    /// A text as errors show it: not long.
    func excerpt(_ range: Range<Int>) -> String {
        guard !range.isEmpty else { return "nothing" }
        let shown = range.prefix(Self.excerptByteCountMax)
        guard let text = string(shown.startIndex..<shown.endIndex) else { return "bytes that are not UTF-8" }
        return "\"\(text)\"" + (shown.count < range.count ? "..." : "")
    }

    func integer(_ range: Range<Int>, in accepted: ClosedRange<Int>, _ place: LightGBMPlace) throws(ImportError) -> Int {
        guard let value = integer(range), accepted.contains(value) else {
            throw place.error(range.lowerBound, "found \(excerpt(range)), expected a whole number from \(text(accepted))")
        }
        return value
    }

    /// `count` whole numbers.
    func integers<Value: FixedWidthInteger>(
        _ range: Range<Int>, count: Int, in accepted: ClosedRange<Int>, _ place: LightGBMPlace
    ) throws(ImportError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(min(count, range.count / 2 + 1))
        var cursor = range.lowerBound
        while let part = nextPart(&cursor, range.upperBound) {
            guard let value = integer(part), accepted.contains(value) else {
                throw place.error(
                    part.lowerBound, node: values.count,
                    "found \(excerpt(part)), expected a whole number from \(text(accepted))")
            }
            try checkRoom(values.count, count, part, place)
            values.append(Value(value))
        }
        try checkCount(values.count, count, range, place)
        return values
    }

    /// `count` numbers, infinities and NaN among them.
    func doubles(_ range: Range<Int>, count: Int, _ place: LightGBMPlace) throws(ImportError) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(min(count, range.count / 2 + 1))
        var cursor = range.lowerBound
        while let part = nextPart(&cursor, range.upperBound) {
            guard let value = double(part) else {
                throw place.error(
                    part.lowerBound, node: values.count,
                    "found \(excerpt(part)), expected a decimal number, inf, -inf or nan")
            }
            try checkRoom(values.count, count, part, place)
            values.append(value)
        }
        try checkCount(values.count, count, range, place)
        return values
    }

    private func checkRoom(_ found: Int, _ count: Int, _ part: Range<Int>, _ place: LightGBMPlace) throws(ImportError) {
        guard found < count else { throw place.error(part.lowerBound, "has more than the \(count) numbers that belong here") }
    }

    private func checkCount(_ found: Int, _ count: Int, _ range: Range<Int>, _ place: LightGBMPlace) throws(ImportError) {
        guard found == count else {
            throw place.error(range.lowerBound, "has \(found) numbers where \(count) belong")
        }
    }

    private func text(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound) to \(range.upperBound)" }

    private static var excerptByteCountMax: Int { 40 }
}
