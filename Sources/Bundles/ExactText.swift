/// A text that equals only texts of the same bytes; `String` takes composed and decomposed characters for equal.
struct ExactText: Hashable {
    private let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    // Texts of the same bytes are equal as `String` too, so its hash serves.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
