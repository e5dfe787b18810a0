internal import Codecs

/// What the files of a bundle need beyond plain JSON: bounded texts, numbers of both widths with their infinities, NaN as `null`.
extension JSONReader {
    /// The root of one of the bundle's documents.
    static func document(
        _ bytes: [UInt8], bundle: String, file: String
    ) throws(BundleError) -> JSONReader {
        let limits = JSONLimits(depthMax: BundleLimits.depthMax, byteCountMax: bytes.count)
        do {
            return JSONReader(try JSONValue.parse(bytes, limits: limits))
        } catch {
            throw BundleError(bundle: bundle, file: file, reason: "is not JSON: \(error)")
        }
    }

    func text(mayBeEmpty: Bool = false) throws(JSONFieldError) -> String {
        let text = try string()
        if text.isEmpty && !mayBeEmpty { throw error("is empty, expected a text of at least one character") }
        guard text.utf8.count <= BundleLimits.textByteCountMax else {
            throw error("has \(text.utf8.count) bytes, \(BundleLimits.textByteCountMax) are accepted")
        }
        return text
    }

    /// Texts of which no two have the same bytes.
    func distinctTexts(countMax: Int, mayBeEmpty: Bool = false) throws(JSONFieldError) -> [String] {
        let texts = try map(countMax: countMax) { reader throws(JSONFieldError) in try reader.text(mayBeEmpty: mayBeEmpty) }
        var seen = Set<ExactText>(minimumCapacity: texts.count)
        for (index, text) in texts.enumerated() where !seen.insert(ExactText(text)).inserted {
            throw JSONFieldError(path: "\(path)[\(index)]", reason: "found \"\(text)\" once more, expected texts that differ")
        }
        return texts
    }

    func sha256() throws(JSONFieldError) -> String {
        let text = try string()
        guard text.utf8.count == 2 * SHA256.digestByteCount,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw error("expected \(2 * SHA256.digestByteCount) lower-case hexadecimal digits") }
        return text
    }

    func unsignedInteger() throws(JSONFieldError) -> UInt64 {
        guard case .number(let text) = value, let number = UInt64(text) else {
            throw error("expected a whole number from 0 to \(UInt64.max)")
        }
        return number
    }

    /// A finite number in `range`.
    func double(in range: ClosedRange<Double>) throws(JSONFieldError) -> Double {
        let number = try double()
        guard range.contains(number) else {
            throw error("found \(number), expected a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A number, or the text of an infinity.
    func extendedDouble() throws(JSONFieldError) -> Double {
        if case .string("NaN") = value { throw error("found \"NaN\", expected a number, \"Infinity\" or \"-Infinity\"") }
        return try double(allowingNonFinite: true)
    }

    /// The same, rounded to 32 bits at once, not through 64; `null` is NaN.
    func extendedFloatOrNull() throws(JSONFieldError) -> Float {
        switch value {
        case .null: return .nan
        case .string("Infinity"): return .infinity
        case .string("-Infinity"): return -.infinity
        case .number(let text):
            guard let number = NumberParser.float(text), number.isFinite else {
                throw error("found the number \(text), expected one within the range of a float")
            }
            return number
        default:
            throw error("expected a number, \"Infinity\", \"-Infinity\" or null")
        }
    }

    /// Reads every element of an array. Of millions of elements none gets a path before one is refused.
    func map<Value>(
        countMax: Int, _ read: (JSONReader) throws(JSONFieldError) -> Value
    ) throws(JSONFieldError) -> [Value] {
        guard case .array(let elements) = value, elements.count <= countMax else {
            // Says what is wrong with it.
            _ = try array(countMax: countMax)
            return []
        }
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do throws(JSONFieldError) {
                values.append(try read(JSONReader(element)))
            } catch {
                let separator = error.path.isEmpty || error.path.hasPrefix("[") ? "" : "."
                throw JSONFieldError(path: "\(path)[\(index)]\(separator)\(error.path)", reason: error.reason)
            }
        }
        return values
    }
}

extension JSONObjectReader {
    /// The members that say which document this is, and of which version.
    mutating func checkFormat(_ name: String, version known: Int) throws(JSONFieldError) {
        let format = try member("format")
        guard try format.string() == name else { throw format.error("expected \"\(name)\"") }
        let version = try member("format_version")
        guard try version.int() == known else {
            throw version.error("found \(try version.int()), this version of Espalier reads \(known)")
        }
    }
}
