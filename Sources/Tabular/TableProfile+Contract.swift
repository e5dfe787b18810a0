internal import Codecs

extension TableProfile {
    /// A categorical feature of at most this many categories is split by sets, one of more by thresholds on ordered codes.
    public static let nativeCategoryCountMaxDefault = 64

    /// The contract of a model of this table. Columns without any value are left out.
    ///
    /// Numeric columns pass as they are, with their range where all values are finite. The categories of a column are listed in
    /// bytewise order up to `nativeCategoryCountMax`; of more, in numeric order if all are numbers, else bytewise, as ordered
    /// codes. Past the limits of `limits` only the most frequent are listed.
    public func contract(
        policy: ContractPolicy = .observe, nativeCategoryCountMax: Int = TableProfile.nativeCategoryCountMaxDefault
    ) -> FeatureContract {
        let features = columns.filter { !$0.isAllMissing }.map { column in
            switch column.kind {
            case .numeric:
                return Feature(
                    name: column.name, kind: .numeric, transforms: [.identity],
                    range: column.infiniteCount == 0 ? column.range : nil)
            case .categorical:
                let texts = column.listedCategories(limits)
                return Feature(
                    name: column.name, kind: .categorical,
                    transforms: [texts.count <= nativeCategoryCountMax ? .categoryMap(texts) : .ordinalMap(Self.ordered(texts))])
            }
        }
        return FeatureContract(features: features, missingMarkers: missingMarkers, policy: policy)
    }

    /// By value when all are numbers, so that codes keep the numbers' order; ties and texts stay bytewise.
    private static func ordered(_ texts: [String]) -> [String] {
        var numbered: [(value: Double, text: String)] = []
        numbered.reserveCapacity(texts.count)
        for text in texts {
            guard let value = NumberParser.double(text) else { return texts }
            numbered.append((value, text))
        }
        return numbered.enumerated()
            .sorted { ($0.element.value, $0.offset) < ($1.element.value, $1.offset) }
            .map(\.element.text)
    }
}

extension ColumnProfile {
    /// The most frequent texts within the limits, ties bytewise, in bytewise order.
    func listedCategories(_ limits: ProfileLimits) -> [String] {
        let byteCount = categories.reduce(0) { $0 + $1.text.utf8.count }
        if categories.count <= limits.listedCategoryCountMax, byteCount <= limits.listedCategoryByteCountMax {
            return categories.map(\.text)
        }
        var bytesLeft = limits.listedCategoryByteCountMax
        return categories.enumerated()
            .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .prefix(limits.listedCategoryCountMax)
            .prefix {
                bytesLeft -= $0.element.text.utf8.count
                return bytesLeft >= 0
            }
            .sorted { $0.offset < $1.offset }
            .map(\.element.text)
    }
}
