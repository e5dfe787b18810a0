internal import Codecs

/// How the files of a bundle spell numbers: the shortest decimal that reads back as the same bits; NaN, which means missing or not
/// defined, is `null`; the infinities are strings, since JSON has none.
extension JSONValue {
    static func number(_ value: some BinaryInteger & CustomStringConvertible) -> JSONValue { .number(value.description) }

    static func extended(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> JSONValue {
        if value.isNaN { return .null }
        if value.isInfinite { return .string(value < 0 ? "-Infinity" : "Infinity") }
        return .number(value.description)
    }

    static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}
