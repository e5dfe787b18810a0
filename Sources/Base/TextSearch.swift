/// Searching a text for a word, byte for byte. `String.contains` would link the standard library's regular expressions into every static
/// program: a megabyte.
public enum TextSearch {
    /// Whether `word`, which is not empty, stands somewhere in `text`. O(text * word).
    public static func contains(_ text: some Sequence<UInt8>, _ word: String) -> Bool {
        let (text, word) = (Array(text), Array(word.utf8))
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { text[$0..<$0 + word.count].elementsEqual(word) }
    }
}
