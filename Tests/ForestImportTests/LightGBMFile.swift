/// A small LightGBM file, whole and good, of which a test changes a part.
struct LightGBMFile {
    var header = [
        "tree", "version=v4", "num_class=1", "num_tree_per_iteration=1", "label_index=0", "max_feature_idx=1",
        "objective=binary sigmoid:1", "feature_names=age town", "feature_infos=[0.5:90] -1:0:2",
    ]
    /// One split by age, one by town.
    var tree = [
        "Tree=0", "num_leaves=3", "num_cat=1", "split_feature=0 1", "split_gain=3 1", "threshold=40.5 0", "decision_type=2 1",
        "left_child=1 -2", "right_child=-1 -3", "leaf_value=0.1 -0.2 0.3", "leaf_weight=1 1 1", "leaf_count=1 1 1",
        "internal_value=0 0", "internal_weight=1 1", "internal_count=3 2", "cat_boundaries=0 1", "cat_threshold=5", "is_linear=0",
        "shrinkage=0.1",
    ]
    var tail = [
        "end of trees", "", "feature_importances:", "age=1", "town=1", "", "parameters:", "[boosting: gbdt]",
        "[categorical_feature: 1]", "", "end of parameters", "", #"pandas_categorical:[["Bern","Oslo","Rome"]]"#,
    ]
    var lineEnd = "\n"

    var text: String {
        (header + [""] + tree + ["", ""] + tail).map { $0 + lineEnd }.joined()
    }
    var bytes: [UInt8] { Array(text.utf8) }

    /// In bytes; the words stand in the file.
    func offset(of words: String) -> Int {
        let text = text
        return text.utf8.distance(from: text.startIndex, to: text.firstRange(of: words)!.lowerBound)
    }

    /// With the line of a key replaced; nil takes the line out.
    func with(_ key: String, _ line: String?) -> LightGBMFile {
        var file = self
        for part in [\LightGBMFile.header, \.tree, \.tail] {
            file[keyPath: part] = file[keyPath: part].flatMap { old in
                old.hasPrefix(key) ? line.map { [$0] } ?? [] : [old]
            }
        }
        return file
    }
}
