/// One thing in which two bundles differ.
struct BundleChange: Equatable {
    /// What a change is about, in the order in which changes are told.
    enum Part: String, CaseIterable {
        case model, forest, features, metrics, provenance, files
    }

    var part: Part
    /// `policy`, a feature's name, `validation roc_auc`.
    var subject: String
    /// In words; nil where there was or is nothing.
    var old: String?
    var new: String?
    /// What the change is where old and new alone do not tell: `moved`, `categories added`.
    var remark: String?
}
