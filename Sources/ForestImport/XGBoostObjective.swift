internal import Bundles
internal import Forest
internal import Glibc

/// What XGBoost's name of an objective means for a saved model: the link, the task, and what the base score goes through.
struct XGBoostObjective {
    let objective: Objective
    let task: Manifest.Task
    let baseScoreLink: BaseScoreLink

    /// From a base score as the file has it to a margin, in float32 by the C library's `logf`, as XGBoost computes it.
    enum BaseScoreLink {
        case identity
        /// `-logf(1 / p - 1)`; other ways to write it give a neighbouring number.
        case logit
        case log

        func margin(_ score: Float) -> Float {
            switch self {
            case .identity: score
            case .logit: -logf(1 / score - 1)
            case .log: logf(score)
            }
        }
    }

    /// nil for a name that this version does not know. `version` is the file's.
    init?(name: String, outputCount: Int, version: [Int]) {
        switch name {
        case "binary:logistic" where outputCount == 1:
            (objective, task, baseScoreLink) = (.logistic, .binary, .logit)
        case "reg:logistic" where outputCount == 1:
            (objective, task, baseScoreLink) = (.logistic, .regression, .logit)
        case "binary:logistic", "reg:logistic":
            (objective, task, baseScoreLink) = (.logisticEach, .regression, .logit)
        case "binary:logitraw":
            (objective, task) = (.identity, .regression)
            // Before release 1.3 it is taken for a probability.
            baseScoreLink = version.lexicographicallyPrecedes([1, 3]) ? .logit : .identity
        case "binary:hinge":
            (objective, task, baseScoreLink) = (.hinge, .binary, .identity)
        case "multi:softmax", "multi:softprob":
            (objective, task, baseScoreLink) = (.softmax, .multiclass, .identity)
        case "reg:squarederror" where outputCount == 1, "reg:linear" where outputCount == 1:
            (objective, task, baseScoreLink) = (.squaredError, .regression, .identity)
        case _ where Self.identityNames.contains(name):
            (objective, task, baseScoreLink) = (.identity, .regression, .identity)
        case _ where Self.exponentialNames.contains(name):
            (objective, task, baseScoreLink) = (.exponential, .regression, .log)
        default: return nil
        }
    }

    private static let identityNames = [
        "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:pseudohubererror", "reg:absoluteerror", "reg:quantileerror",
        "rank:pairwise", "rank:ndcg", "rank:map",
    ]
    private static let exponentialNames = ["count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft"]

    static let accepted =
        ["binary:logistic", "binary:logitraw", "binary:hinge", "multi:softmax", "multi:softprob", "reg:logistic"] + identityNames
        + exponentialNames
}
