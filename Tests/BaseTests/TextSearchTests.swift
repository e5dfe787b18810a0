import Base
import Testing

struct TextSearchTests {
    @Test(arguments: [
        ("", "a", false), ("a", "a", true), ("ba", "a", true), ("aab", "ab", true), ("aaab", "aab", true), ("abc", "abcd", false),
        ("ABC", "abc", false), ("----BEGIN ENCRYPTED", "ENCRYPTED", true), ("Zürich", "ü", true), ("Zurich", "ü", false),
    ])
    func `a word is found where it stands, byte for byte`(text: String, word: String, isThere: Bool) {
        #expect(TextSearch.contains(text.utf8, word) == isThere)
    }
}
