import Testing

/// The reader that the other tests trust must refuse what they rely on it to refuse.
struct MarkupTests {
    @Test(arguments: [
        "<p>", "</p>", "<p></b>", "<p><b></p></b>", "<p class=x></p>", "<p class='x'></p>", "<p>a < b</p>", "<p>a > b</p>",
        "<p>a & b</p>",
        "<p>&nbsp;</p>", "<p a=\"1\" a=\"2\"></p>", "<p a=\"<\"></p>", "text", "<p>\u{0}</p>", "<p", "<p a=\"", "< p></p>", "<>",
    ])
    func `malformed markup is refused`(text: String) {
        #expect(throws: Markup.Malformed.self) { try Markup.read(Array(text.utf8)) }
    }

    @Test func `well-formed markup is read`() throws {
        let text = "<!DOCTYPE html>\n<p class=\"a b\">1 &lt; 2 &amp; <b>&quot;x&#39;</b><br/></p>\n"
        let markup = try Markup.read(Array(text.utf8))
        #expect(markup.elements.map(\.name) == ["b", "br", "p"])
        #expect(markup.elements(named: "p")[0].text == "1 < 2 & \"x'")
        #expect(markup.elements(named: "p")[0].attributes == ["class": "a b"])
    }
}
