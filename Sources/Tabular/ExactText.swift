/// Names are compared byte by byte, as the file spells them: Swift's `==` also takes different spellings of one character for the
/// same.
extension [String] {
    func firstIndex(spelled name: String) -> Int? { firstIndex { $0.utf8.elementsEqual(name.utf8) } }
}
