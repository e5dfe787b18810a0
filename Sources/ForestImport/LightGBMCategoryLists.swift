internal import Codecs
internal import Forest

/// The line `pandas_categorical:[["a","b"],[1,2]]`, or `null`, which LightGBM's Python package writes at the end.
enum LightGBMCategoryLists {
    static func read(_ text: LightGBMText, _ line: Range<Int>) throws(ImportError) -> [[String]] {
        let document = (line.lowerBound + field.utf8.count + 1)..<line.upperBound
        let value: JSONValue
        do throws(JSONError) {
            value = try text.json(document, limits: JSONLimits(depthMax: 2, byteCountMax: byteCountMax))
        } catch {
            throw place.error(document.lowerBound + error.offset, error.reason)
        }
        switch value {
        case .null: return []
        case .array(let lists):
            var found: [[String]] = []
            for (index, list) in lists.enumerated() { found.append(try names(list, index, document)) }
            return found
        default: throw place.error(document.lowerBound, "expected null or an array of arrays")
        }
    }

    private static func names(_ list: JSONValue, _ index: Int, _ document: Range<Int>) throws(ImportError) -> [String] {
        guard case .array(let entries) = list else {
            throw place.error(document.lowerBound, node: index, "expected an array of category names")
        }
        guard entries.count <= EnsembleLimits.categoryCodeMax else {
            throw place.error(
                document.lowerBound, node: index,
                "has \(entries.count) categories; \(EnsembleLimits.categoryCodeMax) are accepted")
        }
        var names: [String] = []
        var seen: Set<String> = []
        for entry in entries {
            guard let name = name(of: entry), name.utf8.count <= ImportLimits.textByteCountMax else {
                throw place.error(
                    document.lowerBound, node: index,
                    "category \(names.count) is not a text of at most \(ImportLimits.textByteCountMax) bytes, a number, true or false"
                )
            }
            guard seen.insert(name).inserted else {
                throw place.error(document.lowerBound, node: index, "two categories are spelled \"\(name.prefix(40))\"")
            }
            names.append(name)
        }
        return names
    }

    /// Numbers and booleans as JSON spells them.
    private static func name(of entry: JSONValue) -> String? {
        switch entry {
        case .string(let name): name
        case .number(let spelled): spelled
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    private static let field = "pandas_categorical"
    private static let place = LightGBMPlace(tree: nil, field: field)
    private static let byteCountMax = 256 << 20
}
