internal import CTabular

/// The texts of a table that have up to 16 bytes, found in batches without a call for each.
@safe final class ShortTexts: @unchecked Sendable {
    let table: ct_short_texts
    private static let sparseCountMax = 8192

    /// Texts longer than that are left out.
    init(_ texts: TextTable) {
        // Three of four slots are empty, so that a search seldom goes on; of large tables one of two, which must fit into a cache.
        let slotsPerText = texts.count <= Self.sparseCountMax ? 4 : 2
        var slotCount = 4
        while slotCount < slotsPerText * texts.count { slotCount *= 2 }
        let slots = UnsafeMutablePointer<ct_short_text>.allocate(capacity: slotCount)
        unsafe slots.initialize(repeating: ct_short_text(), count: slotCount)
        unsafe table = ct_short_texts(slots: slots, shift: UInt32(64 - slotCount.trailingZeroBitCount))
        for index in 0..<texts.count {
            let text = unsafe texts.text(index)
            guard text.count <= Int(CT_SHORT_TEXT_BYTES) else { continue }
            unsafe ct_short_texts_insert(table, text.baseAddress, text.count, UInt32(index))
        }
    }

    deinit { unsafe table.slots.deallocate() }
}
