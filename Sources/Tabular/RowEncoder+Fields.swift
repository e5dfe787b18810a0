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
        // `number` is rounded: it may be another category than the one that was sent.
        if index < 0, let whole = unsafe WholeNumber(spelling: text) { index = whole.index(in: categories) }
        if index >= 0 {
            code = Code(index)
            return nil
        }
        code = .nan
        if unsafe number.isNaN || reader.isMissing(category: text) { return nil }
        return unsafe plan.pointee.hasNumericSpelling ? .unknownCategory : .wrongType
    }

    /// A number that was never text, in the width in which it is stored.
    @inline(__always)
    func encodeValue<Stored: FeatureNumber, Code: FeatureNumber>(
        _ value: Stored, _ plan: UnsafePointer<FeaturePlan>, _ code: inout Code
    ) -> Violation? {
        code = .nan
        if value.isNaN { return nil }
        guard let categories = unsafe plan.pointee.categories else { return unsafe check(Code(value), plan, &code) }
        if let whole = WholeNumber(value) {
            let index = whole.index(in: categories)
            if index >= 0 {
                code = Code(index)
                return nil
            }
        }
        return unsafe plan.pointee.hasNumericSpelling ? .unknownCategory : .wrongType
    }

    @inline(__always)
    func encodeBoolean<Code: FeatureNumber>(
        _ boolean: Bool, _ plan: UnsafePointer<FeaturePlan>, _ code: inout Code
    ) -> Violation? {
        guard unsafe plan.pointee.categories != nil else { return unsafe check(boolean ? 1 : 0, plan, &code) }
        let index = unsafe boolean ? plan.pointee.trueCode : plan.pointee.falseCode
        code = index >= 0 ? Code(index) : .nan
        if index >= 0 { return nil }
        return unsafe plan.pointee.hasTruthSpelling ? .unknownCategory : .wrongType
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
}
