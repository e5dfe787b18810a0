import Bundles
import Evaluation
import SystemPackage
import Tabular

/// Whether the categories of all columns fit into a manifest: told before anything is trained.
enum TextLimits {
    /// A manifest has room for them escaped, and for what else it holds.
    static let categoryByteCountMax = BundleLimits.manifestByteCountMax / 2

    static func check(_ contract: FeatureContract, path: FilePath) throws {
        let sizes = contract.features.map { feature in (feature.categories ?? []).reduce(0) { $0 + $1.utf8.count } }
        let byteCount = sizes.reduce(0, +)
        guard byteCount > categoryByteCountMax, let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) else { return }
        let name = contract.features[largest].name
        throw InputError(
            path: path.string, column: name,
            reason: "the different texts have \(sizes[largest]) bytes, and those of all columns \(byteCount); at most "
                + "\(categoryByteCountMax) are accepted; --ignore \(name) leaves the column out")
    }
}
