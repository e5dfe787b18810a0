import Bundles
import SystemPackage
import Tabular

/// Whether the names, classes and categories of a table fit into a manifest: told by column, before anything is trained.
enum TextLimits {
    /// Of all categories together: a manifest has room for them escaped, and for what else it holds.
    static let categoryByteCountMax = BundleLimits.manifestByteCountMax / 2

    static func check(_ contract: FeatureContract, _ target: Manifest.Target, path: FilePath) throws {
        let sizes = try contract.features.enumerated().map { index, feature in
            try check([feature.name], "its name", column: "\(index + 1)", path)
            return try check(feature.categories ?? [], "a text", column: feature.name, path)
        }
        try check([target.name], "its name", column: "of the target", path)
        try check(target.classes, "a class", column: target.name, path)
        let byteCount = sizes.reduce(0, +)
        if byteCount > categoryByteCountMax, let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) {
            let name = contract.features[largest].name
            throw InputError(
                path: path.string, column: name,
                reason: "the different texts have \(sizes[largest]) bytes, and those of all columns \(byteCount); at most "
                    + "\(categoryByteCountMax) are accepted; --ignore \(name) leaves the column out")
        }
    }

    /// Bytes of all texts.
    @discardableResult
    private static func check(_ texts: [String], _ what: String, column: String, _ path: FilePath) throws -> Int {
        try texts.reduce(0) { sum, text in
            let byteCount = text.utf8.count
            guard byteCount <= BundleLimits.textByteCountMax else {
                throw InputError(
                    path: path.string, column: column,
                    reason: "\(what) has \(byteCount) bytes, beginning \"\(text.prefix(40))\"; at most "
                        + "\(BundleLimits.textByteCountMax) are accepted")
            }
            return sum + byteCount
        }
    }
}
