internal import Codecs

/// Rows in raw memory: `featureCount` numbers of the encoder's width, aligned for it, in the contract's order.
extension RowEncoder {
    /// Bytes of a row.
    public var rowByteCount: Int { featureCount * width.elementByteCount }

    /// Encodes a field that is text (a CSV field, a JSON string). Missing becomes NaN. No allocation.
    public func encode(text: UnsafeBufferPointer<UInt8>, feature: Int, row: UnsafeMutableRawPointer) -> Outcome {
        let plan = unsafe plan(feature)
        switch width {
        case .float32: return outcome(unsafe encodeText(text, plan, &row.assumingMemoryBound(to: Float.self)[feature]))
        case .float64: return outcome(unsafe encodeText(text, plan, &row.assumingMemoryBound(to: Double.self)[feature]))
        }
    }

    /// Encodes a JSON number that was already parsed to float32; a wider model reads its spelling, `text`, again.
    /// A spelling that is a missing marker is missing here too, so that a row means the same in CSV and JSON.
    public func encode(
        number: Float, text: UnsafeBufferPointer<UInt8>, feature: Int, row: UnsafeMutableRawPointer
    ) -> Outcome {
        let plan = unsafe plan(feature)
        switch width {
        case .float32:
            return outcome(unsafe encodeNumber(number, text, plan, &row.assumingMemoryBound(to: Float.self)[feature]))
        case .float64:
            let wide = unsafe NumberParser.double(text) ?? Double(number)
            return outcome(unsafe encodeNumber(wide, text, plan, &row.assumingMemoryBound(to: Double.self)[feature]))
        }
    }

    /// Encodes a JSON string: a category, or for a number a missing marker or one of the values that JSON has no number for.
    ///
    /// A number in quotation marks is of the wrong type, though the same bytes in CSV would be a number: a client that sends texts has mixed
    /// something up. A missing marker that is spelled as a number, such as `-999`, stays one.
    public func encode(
        string text: UnsafeBufferPointer<UInt8>, feature: Int, row: UnsafeMutableRawPointer
    ) -> Outcome {
        let outcome = unsafe encode(text: text, feature: feature, row: row)
        guard unsafe plan(feature).pointee.categories == nil, outcome.violation != .wrongType else { return outcome }
        let isMissing = unsafe outcome.violation == nil && isMissing(feature: feature, row: row)
        guard !isMissing, unsafe NumberParser.float(FieldReader.trimmed(text)) != nil else { return outcome }
        unsafe setMissing(feature: feature, row: row)
        return Outcome(accepted: repairs, violation: .wrongType)
    }

    /// Encodes a JSON true or false: 1 or 0 for a number; for a category the first of `true`, `True`, `TRUE` (or `false`, ...) that
    /// the feature lists.
    public func encode(boolean: Bool, feature: Int, row: UnsafeMutableRawPointer) -> Outcome {
        let plan = unsafe plan(feature)
        switch width {
        case .float32: return outcome(unsafe encodeBoolean(boolean, plan, &row.assumingMemoryBound(to: Float.self)[feature]))
        case .float64: return outcome(unsafe encodeBoolean(boolean, plan, &row.assumingMemoryBound(to: Double.self)[feature]))
        }
    }

    /// What a feature that the row does not have becomes under the policy.
    public func encodeAbsent(feature: Int, row: UnsafeMutableRawPointer) -> Outcome {
        unsafe setMissing(feature: feature, row: row)
        return outcome(.missingFeature)
    }

    /// Makes the feature missing.
    public func setMissing(feature: Int, row: UnsafeMutableRawPointer) {
        precondition(feature >= 0 && feature < featureCount, "no such feature")
        switch width {
        case .float32: unsafe row.assumingMemoryBound(to: Float.self)[feature] = .nan
        case .float64: unsafe row.assumingMemoryBound(to: Double.self)[feature] = .nan
        }
    }

    /// Whether the feature is missing.
    public func isMissing(feature: Int, row: UnsafeRawPointer) -> Bool {
        precondition(feature >= 0 && feature < featureCount, "no such feature")
        switch width {
        case .float32: return unsafe row.assumingMemoryBound(to: Float.self)[feature].isNaN
        case .float64: return unsafe row.assumingMemoryBound(to: Double.self)[feature].isNaN
        }
    }

    @inline(__always)
    private func plan(_ feature: Int) -> UnsafePointer<FeaturePlan> {
        precondition(feature >= 0 && feature < featureCount, "no such feature")
        return unsafe UnsafePointer(plans + feature)
    }
}
