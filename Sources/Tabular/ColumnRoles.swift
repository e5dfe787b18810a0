/// What each column of a header is for, by the user's options.
struct ColumnRoles {
    var target: Int?
    /// Columns that are features, in file order.
    var features: [Int] = []
    /// The kind of each column that the user named one for.
    var kinds: [Feature.Kind?]

    /// Every name in the options must be a column, and none may be used in two ways.
    init(header: [String], path: String, options: ProfileOptions) throws(InputError) {
        func column(_ name: String, _ option: String) throws(InputError) -> Int {
            if let index = header.firstIndex(spelled: name) { return index }
            throw InputError(
                path: path,
                reason: "\(option) names the column \"\(name)\", which is not there; the columns are "
                    + TargetProfiler.list(header, countMax: 50))
        }
        kinds = [Feature.Kind?](repeating: nil, count: header.count)
        var isFeature = [Bool](repeating: true, count: header.count)
        if let name = options.target {
            let index = try column(name, "--target")
            target = index
            isFeature[index] = false
        }
        for name in options.ignored {
            let index = try column(name, "--ignore")
            guard index != target else {
                throw InputError(path: path, column: name, reason: "--ignore names the target; it is ignored as a feature anyway")
            }
            isFeature[index] = false
        }
        for name in options.numeric { kinds[try column(name, "--numeric")] = .numeric }
        for name in options.categorical {
            let index = try column(name, "--categorical")
            guard kinds[index] == nil else {
                throw InputError(path: path, column: name, reason: "both --numeric and --categorical name it; one is accepted")
            }
            kinds[index] = .categorical
        }
        features = header.indices.filter { isFeature[$0] }
        guard !features.isEmpty else {
            throw InputError(path: path, reason: "no column is left as a feature; at least one is needed")
        }
    }
}
