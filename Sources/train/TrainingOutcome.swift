import ForestTraining

/// What training came to.
struct TrainingOutcome {
    /// The forest that is published: after a refit, the second one.
    var forest: TrainedForest
    /// Of the forest that was watched on the validation rows.
    var history: [RoundReport]
    var trainingRows: [UInt32]
    var validationRows: [UInt32]
    /// Of the forest that had not seen the validation rows.
    var validationMargins: [Float]
    /// The round of least validation loss, where early stopping looked for it.
    var bestRound: Int?
    /// The forest was trained again on all rows; the history and validation margins are of the one before.
    var isRefitted = false
}
