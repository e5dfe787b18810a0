internal import CTabular
internal import Tabular

/// How the last JSON object was spelled, and the rows of a chunk that are spelled like it, found without reading them as JSON.
///
/// It is made only of objects that have all features and nothing that the policy refuses, so that rows like them differ in their values alone.
@safe final class MemberTemplate {
    /// A member of the object that the template is made of.
    struct Member {
        /// Where its value stands in the record.
        var span: MemberReader.Span
        /// Its feature, or -1.
        var feature: Int
        /// Whether the feature is a category; what is no feature may be anything.
        var isCategory: Bool
        /// Its place among the kept parts, or nil.
        var keptIndex: Int?
        var isExtra: Bool
    }

    let columns: ColumnMap
    let memberCount: Int
    /// The member of each kept part, or -1.
    let keptMembers: [Int]
    private let text: [UInt8]
    private let members: [ct_member]
    private let suffixBegin: Int

    /// Bytes between two values at most; longer ones are not worth remembering.
    private static let prefixByteCountMax = 256

    init?(_ record: UnsafeBufferPointer<UInt8>, _ members: [Member], featureCount: Int, keptCount: Int) {
        var text: [UInt8] = []
        var places: [ct_member] = []
        var columns = [Int](repeating: -1, count: featureCount)
        var keptMembers = [Int](repeating: -1, count: keptCount)
        var begin = 0
        for (place, member) in members.enumerated() {
            guard member.span.begin - begin <= Self.prefixByteCountMax else { return nil }
            let kind = member.feature < 0 ? CT_VALUE_ANY : member.isCategory ? CT_VALUE_STRING : CT_VALUE_NUMBER
            places.append(
                ct_member(
                    prefix_begin: UInt32(text.count), prefix_count: UInt32(member.span.begin - begin), kind: kind))
            unsafe text += record[begin..<member.span.begin]
            begin = member.span.end
            if member.feature >= 0 { columns[member.feature] = place }
            if let kept = member.keptIndex { keptMembers[kept] = place }
        }
        suffixBegin = text.count
        unsafe text += record[begin...]
        self.text = text + [UInt8](repeating: 0, count: 8)
        self.members = places
        memberCount = members.count
        self.keptMembers = keptMembers
        self.columns = ColumnMap(columns: columns, extraColumns: members.indices.filter { members[$0].isExtra })
    }

    /// Finds the values of a record that lies at `place` in `bytes`; false when the record is spelled otherwise.
    func match(
        _ bytes: UnsafePointer<UInt8>, _ place: TextBlock.Place, _ entries: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        unsafe text.withUnsafeBufferPointer { text in
            unsafe members.withUnsafeBufferPointer { members in
                var object = unsafe ct_object_template(
                    text: text.baseAddress, members: members.baseAddress, member_count: members.count,
                    suffix_begin: UInt32(suffixBegin), suffix_count: UInt32(text.count - 8 - suffixBegin))
                return unsafe ct_match_object(bytes, Int(place.begin), Int(place.end), &object, entries)
            }
        }
    }
}
