import Base
import Reports
import TestSupport
import Testing

struct HTMLWriterTests {
    private static func text(_ write: (inout HTMLWriter) -> Void) -> String {
        var writer = HTMLWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `text and attributes are escaped`() {
        let hostile = "</title><script>alert(\"1\" & '2')</script>"
        let escaped = "&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;"
        #expect(Self.text { $0.text(hostile) } == escaped)
        #expect(Self.text { $0.element("p", ["title": hostile], text: "x") } == "<p title=\"\(escaped)\">x</p>")
        #expect(Self.text { $0.empty("rect", ["class": hostile, "x": "1"]) } == "<rect class=\"\(escaped)\" x=\"1\"/>")
    }

    @Test(arguments: [
        0, 1, 8, 0xB, 0xC, 0xD, 0x1B, 0x7F, 0x80, 0x9F, 0x202E, 0x2066, 0xFDD0, 0xFFFE, 0x1FFFF, 0x10FFFF,
    ])
    func `what may not stand in a page is replaced`(scalar: Int) throws {
        let character = Character(try #require(Unicode.Scalar(scalar)))
        #expect(Self.text { $0.text("a\(character)b") } == "a\u{FFFD}b")
    }

    @Test(arguments: ["ä", "漢字", "عربى", "👩‍🔬", "e\u{301}", "a\tb", "a\nb", "\u{200F}"])
    func `other text stays as it is`(text: String) {
        #expect(Self.text { $0.text(text) } == text)
    }

    @Test func `any text comes back from the page as itself, and no text becomes a tag`() throws {
        var random = TestSeed.random(13)
        let alphabet: [Unicode.Scalar] = ["<", ">", "&", "\"", "'", "/", "=", " ", "a", ";", "#", "!", "-", "é", "漢", "😀"]
        for _ in 0..<500 {
            var text = String.UnicodeScalarView()
            for _ in 0..<random.next(below: 30) { text.append(alphabet[random.next(below: alphabet.count)]) }
            let foreign = String(text)
            let written = Self.text { $0.element("p", ["title": foreign], text: foreign) }
            let markup = try Markup.read(Array(written.utf8))
            #expect(markup.elements.count == 1)
            #expect(markup.elements[0].text == foreign)
            #expect(markup.elements[0].attributes == ["title": foreign])
        }
    }
}
