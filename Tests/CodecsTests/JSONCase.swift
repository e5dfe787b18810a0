import Testing

/// A document and whether it is JSON: one for each rule of RFC 8259 and each way that parsers are known to break it.
struct JSONCase: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var isAccepted: Bool

    var testDescription: String { name }

    private static func yes(_ name: String, _ text: String) -> JSONCase {
        JSONCase(name: name, bytes: Array(text.utf8), isAccepted: true)
    }

    private static func no(_ name: String, _ text: String) -> JSONCase {
        JSONCase(name: name, bytes: Array(text.utf8), isAccepted: false)
    }

    private static func no(_ name: String, bytes: [UInt8]) -> JSONCase {
        JSONCase(name: name, bytes: bytes, isAccepted: false)
    }

    static let all = structures + numbers + strings + encodings

    private static let structures = [
        yes("empty array", "[]"), yes("empty object", "{}"), yes("empty array with blanks inside", "[ \t\r\n ]"),
        yes("empty object with blanks inside", "{ \n }"), yes("blanks around everything", " \n[ 1 ,\t2 ]\r\n"),
        yes("array of literals", "[true,false,null]"), yes("array in array in array", "[[[]],[[]]]"),
        yes("object in array in object", #"{"a":[{"b":{}}]}"#), yes("empty member name", #"{"":0}"#),
        yes("member name with an escape", #"{"\u0000":0}"#), yes("null alone", "null"), yes("true alone", "true"),
        yes("false alone", " false "), yes("a string alone", #""a""#), yes("a number alone", "-0.5e-7"),
        yes("elements of every kind", #"[0,"",{},[],null,true]"#), yes("names that differ only in case", #"{"a":1,"A":2}"#),
        no("nothing at all", ""), no("blanks only", " \n\t"), no("comma after the last element", "[1,]"),
        no("comma after the last member", #"{"a":1,}"#), no("comma before the first element", "[,1]"), no("comma alone", "[,]"),
        no("two commas", "[1,,2]"), no("two commas in an object", #"{"a":1,,"b":2}"#), no("comma alone in an object", "{,}"),
        no("no comma between elements", "[1 2]"), no("no comma between strings", #"["a""b"]"#),
        no("colon in an array", #"["a":1]"#),
        no("no colon", #"{"a" 1}"#), no("two colons", #"{"a"::1}"#), no("comma for a colon", #"{"a",1}"#),
        no("no value", #"{"a":}"#),
        no("no value and no colon", #"{"a"}"#), no("name without marks", "{a:1}"), no("name in single marks", "{'a':1}"),
        no("number as a name", "{1:1}"), no("null as a name", "{null:1}"), no("array closed as an object", "[1}"),
        no("object closed as an array", #"{"a":1]"#), no("array not closed", "[1"), no("array not closed after a comma", "[1,"),
        no("object not closed", #"{"a":1"#), no("object not closed after its name", #"{"a""#), no("bracket alone", "["),
        no("brace alone", "{"), no("closing bracket alone", "]"), no("closing brace alone", "}"),
        no("one bracket too many", "[]]"),
        no("one brace too many", "{}}"), no("two values", "1 2"), no("two arrays", "[][]"), no("comma after the document", "[],"),
        no("line comment", "[] // x"), no("block comment", "[/* x */]"), no("hash comment", "# x\n[]"),
        no("capital literal", "[True]"), no("literal cut short", "[nul]"), no("literal too long", "[nulll]"),
        no("two literals in one", "truefalse"), no("bare word", "[abc]"), no("undefined", "undefined"),
        no("form feed as a blank", "[\u{c}]"), no("vertical tab as a blank", "[\u{b}]"),
        no("no-break space as a blank", "[\u{a0}]"),
        no("word joiner as a blank", "[\u{2060}]"), no("NUL after the document", "[]\u{0}"), no("NUL alone", "\u{0}"),
        no("star", "[*]"), no("single marks around a string", "['a']"), no("name twice", #"{"a":1,"a":1}"#),
        no("name twice, spelled differently", #"{"b":1,"\u0062":1}"#), no("backslash outside a string", #"[\n]"#),
        no("unclosed object in an array", #"[{"a":1]"#), no("opening brackets crossed", #"[{]}"#), no("angle brackets", "<null>"),
    ]

    private static let numbers = [
        yes("zero", "[0]"), yes("minus zero", "[-0]"), yes("minus zero with a point", "[-0.0]"), yes("digits", "[1234567890]"),
        yes("fraction", "[0.5]"), yes("exponent", "[1e5]"), yes("capital exponent with plus", "[1E+5]"),
        yes("exponent with leading zeros", "[1e-005]"), yes("fraction and exponent", "[-12.340E-1]"),
        yes("zero to a power", "[0e1]"),
        yes("far too large", "[1e400]"), yes("far too small", "[-1e-400]"),
        yes("exponent of many digits", "[1e00000000000000000000001]"),
        yes("exponent beyond 64 bits", "[1e99999999999999999999]"),
        yes("integer beyond 64 bits", "[123456789012345678901234567890]"),
        yes("blank after a number", "[1 ]"), yes("very long fraction", "[0.\(String(repeating: "123456789", count: 100))]"),
        no("plus", "[+1]"), no("minus alone", "[-]"), no("two minuses", "[--1]"), no("minus apart", "[- 1]"),
        no("leading zero", "[01]"),
        no("leading zero after minus", "[-01]"), no("zeros only", "[00]"), no("leading zero with a fraction", "[00.5]"),
        no("point without digits before", "[.5]"), no("point without digits before, minus", "[-.5]"),
        no("point without digits after", "[5.]"),
        no("point without digits after, exponent", "[5.e1]"), no("point alone", "[.]"), no("two points", "[1.2.3]"),
        no("exponent without digits", "[1e]"), no("exponent with a sign only", "[1e-]"), no("two exponent marks", "[1ee2]"),
        no("exponent with two signs", "[1e+-2]"), no("exponent with a point", "[1e2.5]"), no("exponent alone", "[e5]"),
        no("hexadecimal", "[0x1F]"), no("hexadecimal without prefix", "[1F]"), no("NaN", "[NaN]"), no("minus NaN", "[-NaN]"),
        no("Infinity", "[Infinity]"), no("minus Infinity", "[-Infinity]"), no("inf", "[inf]"), no("digit separators", "[1_000]"),
        no("decimal comma", "[1,5.]"), no("blank inside", "[1 000]"), no("type suffix", "[1.0f]"), no("full-width digit", "[１]"),
        no("expression", "[1+2]"), no("NUL inside", "[1\u{0}2]"), no("blank before the exponent", "[1 e5]"),
        no("minus letter", "[-a]"),
    ]

    private static let strings = [
        yes("empty string", #"[""]"#), yes("every short escape", #"["\"\\\/\b\f\n\r\t"]"#),
        yes("escaped control characters", #"["\u0000\u001f"]"#),
        yes("escape of a letter, both cases of digits", #"["\u00e9\u00E9"]"#), yes("surrogate pair", #"["\ud83d\uDE00"]"#),
        yes("last code point", #"["\udbff\udfff"]"#), yes("noncharacter", #"["\uffff"]"#),
        yes("delete character as it is", "[\"\u{7f}\"]"),
        yes("letters of two, three and four bytes", #"["é€😀"]"#), yes("line separators as they are", "[\"\u{2028}\u{2029}\"]"),
        yes("byte order mark inside a string", "[\"\u{feff}\"]"), yes("slash as it is", #"["a/b"]"#),
        yes("brackets in a string", #"["[]{}:,"]"#),
        yes("escaped backslash before the end", #"["a\\"]"#), yes("escaped u", #"["\\u0041"]"#),
        yes("seven plain bytes", #"["abcdefg"]"#),
        yes("eight plain bytes", #"["abcdefgh"]"#), yes("nine plain bytes", #"["abcdefghi"]"#),
        yes("escape in the ninth byte", #"["abcdefgh\n"]"#),
        no("not closed", #"["a"#), no("mark escaped at the end", #"["a\"]"#), no("backslash at the end", #"["\"#),
        no("escape cut off", #"["\u00"#),
        no("escape of three digits", #"["\u00e"]"#), no("escape with a wrong digit", #"["\u00g0"]"#),
        no("capital U escape", #"["\U0041"]"#),
        no("hexadecimal escape", #"["\x41"]"#), no("octal escape", #"["\012"]"#),
        no("escape of a letter without meaning", #"["\a"]"#),
        no("escaped single mark", #"["\'"]"#), no("escaped blank", #"["\ "]"#), no("escaped line feed", "[\"\\\n\"]"),
        no("escaped é", #"["\é"]"#),
        no("high surrogate alone", #"["\ud83d"]"#), no("low surrogate alone", #"["\ude00"]"#),
        no("high surrogate, then a letter", #"["\ud83da"]"#),
        no("high surrogate twice", #"["\ud83d\ud83d"]"#), no("surrogates in the wrong order", #"["\ude00\ud83d"]"#),
        no("high surrogate, then an escape", #"["\ud83d\n"]"#), no("second half cut off", #"["\ud83d\ude"]"#),
        no("second half without u", #"["\ud83d\"]"#),
        no("line feed in a string", "[\"a\nb\"]"), no("tab in a string", "[\"\t\"]"), no("NUL in a string", "[\"\u{0}\"]"),
        no("control character in the eighth byte", "[\"abcdefg\u{1f}\"]"), no("control character in a name", "{\"\u{1}\":0}"),
        no("escape outside", #"\u0041"#),
    ]

    private static let encodings = [
        no("byte order mark", bytes: [0xEF, 0xBB, 0xBF] + Array("[]".utf8)), no("UTF-16", bytes: [0x5B, 0, 0x5D, 0]),
        no("UTF-16 with a byte order mark", bytes: [0xFF, 0xFE, 0x5B, 0, 0x5D, 0]), no("continuation byte alone", string: [0x80]),
        no("two bytes cut short", string: [0xC3]), no("three bytes cut short", string: [0xE2, 0x82]),
        no("four bytes cut short", string: [0xF0, 0x9F, 0x98]), no("overlong slash in two bytes", string: [0xC0, 0xAF]),
        no("overlong letter in two bytes", string: [0xC1, 0xBF]), no("overlong in three bytes", string: [0xE0, 0x80, 0xAF]),
        no("overlong in four bytes", string: [0xF0, 0x80, 0x80, 0xAF]), no("surrogate in UTF-8", string: [0xED, 0xA0, 0x80]),
        no("above the last code point", string: [0xF4, 0x90, 0x80, 0x80]), no("lead byte F5", string: [0xF5, 0x80, 0x80, 0x80]),
        no("byte FE", string: [0xFE]), no("byte FF", string: [0xFF]), no("Latin-1 letter", string: [0x61, 0xE9, 0x62]),
        no("lead byte before an escape", string: [0xC3, 0x5C, 0x6E]), no("wrong third byte", string: [0xE2, 0x82, 0x41]),
        no("wrong fourth byte", string: [0xF0, 0x9F, 0x98, 0x41]), no("wrong byte after an escape", string: [0x5C, 0x6E, 0xFF]),
        no("wrong byte in the eighth place", string: Array("abcdefg".utf8) + [0xFF]),
        no("byte outside a string", bytes: [0x5B, 0xE9, 0x5D]),
        no("wrong byte in a name", bytes: Array(#"{""#.utf8) + [0xFF] + Array(#"":0}"#.utf8)),
    ]

    private static func no(_ name: String, string: [UInt8]) -> JSONCase {
        no(name, bytes: Array(#"[""#.utf8) + string + Array(#""]"#.utf8))
    }
}
