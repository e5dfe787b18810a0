import ForestImport
import TestSupport
import Testing

struct LightGBMRefusalTests {
    static let cases: [(key: String, line: String?, words: String)] = [
        ("version", "version=v5", "version: found \"v5\", expected v2, v3 or v4"),
        ("version", "version=", "found nothing, expected v2, v3 or v4"),
        ("version", nil, "version: the file has no such line"),
        ("version", "num_class=1", "num_class: stands twice"),
        ("label_index", "colour=red", "the line \"colour\", which no release of LightGBM writes before the trees"),
        ("max_feature_idx", "max_feature_idx=4294967296", "expected a whole number from 0 to"),
        ("max_feature_idx", "max_feature_idx=2", "feature_names: has 2 entries where max_feature_idx needs 3"),
        ("feature_infos", "feature_infos=none", "feature_infos: has 1 entries"),
        ("feature_names", "feature_names=a a", "two features are named \"a\""),
        ("num_tree_per_iteration", "num_tree_per_iteration=0", "expected a whole number from 1 to 4096"),
        ("num_tree_per_iteration", "num_tree_per_iteration=3", "\"binary sigmoid:1\" has one output"),
        ("objective", "objective=multiclass num_class:3", "has 3 classes where num_tree_per_iteration is 1"),
        ("objective", "objective=multiclass", "lacks num_class:"),
        ("objective", "objective=binary", "\"binary\" lacks sigmoid:"),
        ("objective", "objective=binary sigmoid:0", "expected a finite number above 0"),
        ("objective", "objective=binary sigmoid:0x1p3", "expected a finite number above 0"),
        ("objective", "objective=survival", "objective: \"survival\" is not known (accepted: binary, cross_entropy"),
        ("objective", "objective=huber sqrt", "means different things to different releases"),
        ("objective", "objective=lambdarank depth:3", "has the option \"depth:3\""),
        ("Tree=", "Tree=1", "Tree: found \"1\", expected 0"),
        ("Tree=", "Trees", "the line \"Trees\", which no release"),
        ("num_leaves", nil, "tree 0, num_leaves: the tree has no such line"),
        ("num_leaves", "num_leaves=0", "tree 0, num_leaves: found \"0\", expected a whole number from 1"),
        ("num_leaves", "num_leaves=4294967295", "num_leaves: found \"4294967295\""),
        ("num_leaves", "num_leaves=99999999999999999999", "expected a whole number"),
        ("num_leaves", "num_leaves=4", "leaf_value: has 3 numbers where 4 belong"),
        ("num_leaves", "num_leaves=2", "leaf_value: has more than the 2 numbers that belong here"),
        ("num_cat", "num_cat=2", "cat_boundaries: has 2 numbers where 3 belong"),
        ("num_cat", "num_cat=0", "node 1, threshold: 0.0 is not a category set of this tree, which has 0"),
        ("split_feature", "split_feature=0 2", "tree 0, node 1: feature 2 does not exist"),
        ("split_feature", "split_feature=-1 1", "node 0, split_feature: found \"-1\""),
        ("split_feature", "split_feature=0 1.5", "node 1, split_feature: found \"1.5\""),
        ("threshold", "threshold=nan 0", "tree 0, node 0: threshold nan is not a float64"),
        ("threshold", "threshold=0x1p3 0", "node 0, threshold: found \"0x1p3\", expected a decimal number, inf, -inf or nan"),
        ("threshold", "threshold=40,5 0", "found \"40,5\""),
        ("threshold", "threshold=1 0.5", "0.5 is not a category set"),
        ("threshold", "threshold=1 -1", "-1.0 is not a category set"),
        ("decision_type", "decision_type=14 1", "node 0, decision_type: 14 has the missing type 3"),
        ("decision_type", "decision_type=16 1", "found \"16\", expected a whole number from 0 to 15"),
        ("decision_type", "decision_type=1 1", "40.5 is not a category set"),
        ("left_child", "left_child=2 -2", "left_child: found \"2\", expected a whole number from -3 to 1"),
        ("left_child", "left_child=0 -2", "tree 0, node 0: is its own left child"),
        ("left_child", "left_child=1 0", "the nodes form a cycle"),
        ("left_child", "left_child=-2 -2", "node 1: cannot be reached from the root"),
        ("right_child", "right_child=-2 -3", "is a child of node 0 already"),
        ("leaf_value", "leaf_value=1 inf 2", "tree 0, node 1, leaf_value: leaf value inf is not a finite float64"),
        ("leaf_value", "leaf_value=1 nan 2", "tree 0, node 1, leaf_value: leaf value nan"),
        ("leaf_value", "leaf_value=1 2", "leaf_value: has 2 numbers where 3 belong"),
        ("cat_boundaries", "cat_boundaries=1 1", "begins with 1, not with 0"),
        ("cat_boundaries", "cat_boundaries=0 2", "cat_threshold: has 1 numbers where 2 belong"),
        ("cat_boundaries", nil, "cat_boundaries: the tree has no such line"),
        ("cat_threshold", "cat_threshold=4294967296", "expected a whole number from 0 to 4294967295"),
        ("is_linear", "is_linear=1", "a linear model in each leaf (linear_tree=true)"),
        ("is_linear", "is_linear=2", "is_linear: found \"2\""),
        ("shrinkage", "shrinkage_rate=1", "the line \"shrinkage_rate\", which no release of LightGBM writes in a tree"),
        ("shrinkage", "num_cat=1", "num_cat: stands twice in one tree"),
        ("end of trees", "end of forests", "found \"end of forests\" where Tree=1 or the end of the trees belongs"),
        ("end of parameters", nil, "the file ends in its parameters: it was cut off"),
        ("pandas_cat", "pandas_categorical:[[\"Bern\"", "pandas_categorical: "),
        ("pandas_cat", "pandas_categorical:[[[1]]]", "nested more than 2 deep"),
        ("pandas_cat", "pandas_categorical:{}", "expected null or an array of arrays"),
        ("pandas_cat", "pandas_categorical:[7]", "expected an array of category names"),
        ("pandas_cat", "pandas_categorical:[[null]]", "category 0 is not a text"),
        ("pandas_cat", "pandas_categorical:[[\"1\",1]]", "two categories are spelled \"1\""),
        ("pandas_cat", "pandas_categorical:[[\"Bern\"]]", "list 0 has 1 categories, but feature town has the code 2"),
        ("pandas_cat", "pandas_categorical:[[\"a\"],[\"b\"]]", "2 category lists where 1 features are categorical"),
    ]

    @Test(arguments: 0..<cases.count)
    func `a bad line is refused with its place and what is accepted`(index: Int) {
        let (key, line, words) = Self.cases[index]
        let error = ForeignFile.refusal(LightGBMFile().with(key, line).bytes)
        #expect(error.description.contains(words), "\(key) \(line ?? "absent"): \(error)")
    }

    @Test func `errors name the byte where the bad value stands`() {
        let file = LightGBMFile().with("threshold", "threshold=40.5 east")
        let error = ForeignFile.refusal(file.bytes)
        #expect(error.byteOffset == file.offset(of: "east") && error.tree == 0 && error.node == 1 && error.field == "threshold")
    }

    @Test func `a set that two splits share is refused`() {
        let file = LightGBMFile().with("split_feature", "split_feature=1 1").with("decision_type", "decision_type=1 1")
            .with("threshold", "threshold=0 0")
        #expect(ForeignFile.refusal(file.bytes).description.contains("category set 0 is another split's already"))
    }

    @Test func `a set with codes beyond what is accepted is refused before it is spread out`() {
        let words = String(repeating: " 4294967295", count: 1 << 19)
        let file = LightGBMFile().with("cat_boundaries", "cat_boundaries=0 \((1 << 19) + 1)")
            .with("cat_threshold", "cat_threshold=1" + words)
        #expect(ForeignFile.refusal(file.bytes).description.contains("category set 0 has 524289 words"))
    }

    @Test func `sizes of trees that LightGBM would not find them by are refused`() {
        var file = LightGBMFile()
        file.header.append("tree_sizes=1 2")
        #expect(ForeignFile.refusal(file.bytes).description.contains("tree_sizes: lists 2 trees; the file has 1"))
        file.header[file.header.count - 1] = "tree_sizes=-1"
        #expect(ForeignFile.refusal(file.bytes).description.contains("tree_sizes: found \"-1\""))
        var second = file.tree
        second[0] = "Tree=1"
        file.header[file.header.count - 1] = "tree_sizes=17 300"
        file.tree += ["", ""] + second
        #expect(ForeignFile.refusal(file.bytes).description.contains("says 17 bytes, the tree has"))
    }

    @Test func `rounds that are not whole and averages of nothing are refused`() {
        let three = LightGBMFile().with("num_tree_per_iteration", "num_tree_per_iteration=3")
            .with("objective", "objective=multiclass num_class:3")
        #expect(ForeignFile.refusal(three.bytes).description.contains("the file has 1 trees, which is no whole number of rounds"))
        var none = LightGBMFile().with("pandas", nil)
        none.header.append("average_output")
        none.tree = []
        #expect(ForeignFile.refusal(none.bytes).description.contains("has no trees to average"))
    }

    @Test func `a file cut off in its header, its trees or its parameters is refused`() {
        let bytes = LightGBMFile().bytes
        let (trees, parameters) = (LightGBMFile().offset(of: "end of trees"), LightGBMFile().offset(of: "parameters:"))
        let end = LightGBMFile().offset(of: "end of parameters")
        for count in Array(0..<trees) + Array(parameters + 12..<end) {
            let error = ForeignFile.refusal(Array(bytes[..<count]), format: .lightGBMText)
            #expect(count < 4 || error.description.contains("cut off"), "\(count) bytes: \(error)")
        }
    }

    @Test func `every byte changed gives a model or an error, never a trap`() {
        let bytes = LightGBMFile().bytes
        for place in bytes.indices {
            for byte in [UInt8(ascii: "\n"), UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: " "), 0, 0xFF] {
                var changed = bytes
                changed[place] = byte
                _ = Result { () throws(ImportError) in try ForeignFile.read(changed, format: .lightGBMText) }
            }
        }
    }

    @Test(arguments: ["{\"name\":\"tree\",\"version\":\"v4\"}", "\u{80}\u{4}"])
    func `a JSON dump or a pickle is told what is accepted`(text: String) {
        let error = ForeignFile.refusal(Array(text.utf8), format: .lightGBMText)
        #expect(error.description.contains("booster.save_model(\"model.txt\")"), "\(error)")
    }
}
