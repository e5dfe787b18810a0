internal import Codecs
internal import Tabular

extension ServedModel {
    /// A JSON string: a category, or for a number a missing marker or one of the values that JSON has no number for.
    ///
    /// A number in quotation marks is of the wrong type, though the same bytes in CSV would be a number: a client that sends texts has mixed
    /// something up. A missing marker that is spelled as a number, such as `-999`, stays one.
    func encode(text: UnsafeBufferPointer<UInt8>, feature: Int, row: UnsafeMutableRawPointer) -> RowEncoder.Outcome {
        let outcome = unsafe encoder.encode(text: text, feature: feature, row: row)
        let isMissing = unsafe outcome.violation == nil && encoder.isMissing(feature: feature, row: row)
        if !isMissing, isNumeric[feature], unsafe Self.isNumber(text) {
            unsafe encoder.setMissing(feature: feature, row: row)
            return RowEncoder.Outcome(accepted: repairs, violation: .wrongType)
        }
        return outcome
    }

    /// Blanks around a number do not count, as in CSV.
    private static func isNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        var end = text.count
        while start < end, unsafe isBlank(text[start]) { start &+= 1 }
        while end > start, unsafe isBlank(text[end &- 1]) { end &-= 1 }
        return unsafe NumberParser.float(UnsafeBufferPointer(rebasing: text[start..<end])) != nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
