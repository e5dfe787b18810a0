/// Status codes by number or by their first digit: `200`, `200,404`, `2xx`.
package struct StatusSet: Sendable, Equatable, CustomStringConvertible {
    package let description: String
    private let contained: [Bool]

    /// nil unless `text` is a list of 200 ... 599 and 2xx ... 5xx, separated by commas.
    package init?(_ text: String) {
        var contained = [Bool](repeating: false, count: 600)
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        for part in parts {
            if part.count == 3, part.hasSuffix("xx"), let first = Int(part.prefix(1)), (2...5).contains(first) {
                for code in first * 100..<first * 100 + 100 { contained[code] = true }
            } else if let code = Int(part), (200...599).contains(code), part.count == 3 {
                contained[code] = true
            } else {
                return nil
            }
        }
        description = text
        self.contained = contained
    }

    package func contains(_ code: Int) -> Bool { contained.indices.contains(code) && contained[code] }
}
