internal import Bundles
internal import Codecs
internal import Forest

/// The `objective=` line: a name and options, such as `binary sigmoid:1`.
struct LightGBMObjective {
    /// The line's value; `custom` when there is none.
    var text: String
    var objective: Objective
    /// LightGBM's `sigmoid`.
    var linkScale = 1.0
    var task: Manifest.Task
    /// What `num_class:` says.
    var classCount: Int?

    /// A model of a custom objective has no such line; its predictions are its margins.
    static let custom = LightGBMObjective(text: "custom", objective: .identity, task: .regression)

    init(text: String, objective: Objective, task: Manifest.Task) {
        self.text = text
        self.objective = objective
        self.task = task
    }

    /// `reason` of an error is thrown, the caller knows the place.
    init(_ text: String) throws(Refusal) {
        var words = text.split(separator: " ")
        guard !words.isEmpty else { throw Refusal(reason: "is empty") }
        let name = String(words.removeFirst())
        guard let (objective, task) = Self.links[name] else {
            throw Refusal(
                reason: "\"\(name.prefix(40))\" is not known (accepted: \(Self.links.keys.sorted().joined(separator: ", ")))")
        }
        self.init(text: text, objective: objective, task: task)
        for word in words { try read(option: word, of: name) }
        if hasSigmoid != objective.hasLinkScale, name != "cross_entropy", name != "xentropy" {
            throw Refusal(reason: "\"\(text.prefix(40))\" lacks sigmoid:")
        }
    }

    struct Refusal: Error {
        var reason: String
    }

    private var hasSigmoid = false

    private mutating func read(option: Substring, of name: String) throws(Refusal) {
        let parts = option.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("sqrt", 1) where Self.withSquareRoot.contains(name):
            objective = .signedSquare
        case ("sqrt", 1) where name == "huber":
            throw Refusal(
                reason:
                    "\"huber sqrt\" means different things to different releases of LightGBM: 2.1 squares the margin, later ones do "
                    + "not; train again without reg_sqrt")
        case ("sqrt", 1) where objective == .exponential: break
        case ("sigmoid", 2) where objective.hasLinkScale:
            guard let scale = NumberParser.double(parts[1]), scale.isFinite, scale > 0 else {
                throw Refusal(reason: "found \"\(option.prefix(40))\", expected a finite number above 0")
            }
            linkScale = scale
            hasSigmoid = true
        case ("num_class", 2) where task == .multiclass:
            guard let count = Int(parts[1]), (2...EnsembleLimits.outputCountMax).contains(count) else {
                throw Refusal(reason: "found \"\(option.prefix(40))\", expected 2 to \(EnsembleLimits.outputCountMax) classes")
            }
            classCount = count
        default:
            throw Refusal(reason: "\(name) has the option \"\(option.prefix(40))\", which no release of LightGBM writes for it")
        }
    }

    // The names that any release writes.
    private static let links: [String: (Objective, Manifest.Task)] = [
        "regression": (.squaredError, .regression),
        "regression_l1": (.identity, .regression),
        "huber": (.identity, .regression),
        "fair": (.identity, .regression),
        "quantile": (.identity, .regression),
        "mape": (.identity, .regression),
        "poisson": (.exponential, .regression),
        "gamma": (.exponential, .regression),
        "tweedie": (.exponential, .regression),
        "binary": (.logistic, .binary),
        "multiclass": (.softmax, .multiclass),
        "multiclassova": (.logisticEach, .multiclass),
        "cross_entropy": (.logisticEach, .regression),
        "xentropy": (.logisticEach, .regression),
        "cross_entropy_lambda": (.softplus, .regression),
        "xentlambda": (.softplus, .regression),
        "lambdarank": (.identity, .regression),
        "rank_xendcg": (.identity, .regression),
        "custom": (.identity, .regression),
        "none": (.identity, .regression),
    ]
    private static let withSquareRoot: Set<String> = ["regression", "regression_l1", "fair", "quantile", "mape"]
}
