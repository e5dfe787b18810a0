/// One field to one code; nil is a clean field. The code of a refused field is NaN.
extension RowEncoder {
    @inline(__always)
    func encodeText<Code: FeatureNumber>(
        _ text: UnsafeBufferPointer<UInt8>, _ plan: UnsafePointer<FeaturePlan>, _ code: inout Code
    ) -> Violation? {
        guard let categories = unsafe plan.pointee.categories else {
            var value = Code.nan
            switch unsafe reader.number(text, &value) {
            case .number: return unsafe check(value, plan, &code)
            case .missing:
                code = .nan
                return nil
            case .notNumber:
                code = .nan
                return .wrongType
            }
        }
        let index = unsafe categories.index(of: text)
        if index >= 0 {
            code = Code(index)
            return nil
        }
        code = .nan
        return unsafe reader.isMissing(category: text) ? nil : .unknownCategory
    }

    @inline(__always)
    func encodeNumber<Code: FeatureNumber>(
        _ number: Code, _ text: UnsafeBufferPointer<UInt8>, _ plan: UnsafePointer<FeaturePlan>, _ code: inout Code
    ) -> Violation? {
        guard let categories = unsafe plan.pointee.categories else {
            if unsafe number.isNaN || reader.isMarker(FieldReader.trimmed(text)) {
                code = .nan
                return nil
            }
            return unsafe check(number, plan, &code)
        }
        var index = unsafe categories.index(of: text)
        if index < 0 { index = Self.index(ofWholeNumber: number, in: categories) }
        if index >= 0 {
            code = Code(index)
            return nil
        }
        code = .nan
        if unsafe number.isNaN || reader.isMissing(category: text) { return nil }
        return unsafe plan.pointee.hasNumericSpelling ? .unknownCategory : .wrongType
    }

    /// A number that was never text.
    @inline(__always)
    func encodeValue<Code: FeatureNumber>(
        _ value: Code, _ plan: UnsafePointer<FeaturePlan>, _ code: inout Code
    ) -> Violation? {
        code = .nan
        if value.isNaN { return nil }
        guard let categories = unsafe plan.pointee.categories else { return unsafe check(value, plan, &code) }
        let index = Self.index(ofWholeNumber: value, in: categories)
        if index >= 0 { code = Code(index) }
        return unsafe index >= 0 ? nil : plan.pointee.hasNumericSpelling ? .unknownCategory : .wrongType
    }

    @inline(__always)
    func encodeBoolean<Code: FeatureNumber>(
        _ boolean: Bool, _ plan: UnsafePointer<FeaturePlan>, _ code: inout Code
    ) -> Violation? {
        guard unsafe plan.pointee.categories != nil else { return unsafe check(boolean ? 1 : 0, plan, &code) }
        let index = unsafe boolean ? plan.pointee.trueCode : plan.pointee.falseCode
        code = index >= 0 ? Code(index) : .nan
        return index >= 0 ? nil : .unknownCategory
    }

    @inline(__always)
    private func check<Code: FeatureNumber>(
        _ value: Code, _ plan: UnsafePointer<FeaturePlan>, _ code: inout Code
    ) -> Violation? {
        let (lower, upper) = unsafe Code.bounds(of: plan)
        if value >= lower, value <= upper {
            code = value
            return nil
        }
        code = repairs ? (value < lower ? lower : upper) : refusals.contains(.outOfRange) ? .nan : value
        return .outOfRange
    }

    /// The category that is spelled as the whole number: 3 for 3.0. -1 when there is none.
    @inline(__always)
    private static func index<Code: FeatureNumber>(ofWholeNumber number: Code, in categories: TextTable.View) -> Int {
        guard number.rounded(.towardZero) == number, number.magnitude < 0x1p53 else { return -1 }
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
            var begin = digits.count
            var rest = Int(number.magnitude)
            repeat {
                begin -= 1
                unsafe digits[begin] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                begin -= 1
                unsafe digits[begin] = UInt8(ascii: "-")
            }
            return unsafe categories.index(of: UnsafeBufferPointer(rebasing: digits[begin...]))
        }
    }
}
