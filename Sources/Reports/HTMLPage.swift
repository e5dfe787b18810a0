/// One self-contained HTML page: no scripts, no network, pictures as SVG.
public struct HTMLPage: Sendable {
    public init(title: String) { fatalError() }
}
