import Base

/// The bar while a table is read.
final class TableProgress {
    private let isShown: Bool
    private var pass = ""
    private var bar = ProgressBar(title: "")

    init(_ style: ProgressStyle) { isShown = style.resolved == .bar }

    func update(_ pass: String, _ bytesRead: Int, _ byteCount: Int?) {
        guard isShown else { return }
        if pass != self.pass {
            bar.clear()
            self.pass = pass
            bar = ProgressBar(title: Printable.text(pass))
        }
        bar.update(
            share: byteCount.map { $0 == 0 ? 1 : Double(bytesRead) / Double($0) }, words: "\(bytesRead / 1_000_000) MB")
    }

    func end() { bar.clear() }
}
