/// What a finished boosting round says of itself.
public struct RoundReport: Sendable, Equatable {
    /// 1 for the first round.
    public var round: Int
    /// Rounds asked for; training may stop before.
    public var roundCount: Int
    /// Loss over the training rows after this round: mean log loss for classes, root mean squared error for values.
    public var trainingLoss: Double
    /// The same over the validation rows; nil without any.
    public var validationLoss: Double?

    public init(round: Int, roundCount: Int, trainingLoss: Double, validationLoss: Double?) {
        self.round = round
        self.roundCount = roundCount
        self.trainingLoss = trainingLoss
        self.validationLoss = validationLoss
    }
}

/// The answer to a `RoundReport`.
public enum RoundDecision: Sendable {
    case proceed
    /// End training after this round and keep what is there.
    case stop
}
