/// Text to floating point, correctly rounded to the width that is asked for (text to `Float` directly, never through `Double`).
public enum NumberParser {
    /// The value of a decimal number that fills `text` wholly, or nil when `text` is not one.
    ///
    /// Accepted: an optional sign, digits with an optional point (at least one digit in all), an optional exponent. Not accepted:
    /// blanks, hexadecimal, `inf`, `nan`. Too large a number becomes an infinity, too small a one a zero, both signed.
    public static func float(_ text: UnsafeBufferPointer<UInt8>) -> Float? { fatalError() }

    /// As ``float(_:)``, rounded to `Double`.
    public static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? { fatalError() }
}
