/// The fixed metric names with their titles and one line on how to read each.
enum MetricName: String, CaseIterable {
    case accuracy, precision, recall, f1
    case rocAUC = "roc_auc"
    case logLoss = "log_loss"
    case rmse, mae, r2

    var title: String {
        switch self {
        case .accuracy: "Accuracy"
        case .precision: "Precision"
        case .recall: "Recall"
        case .f1: "F1"
        case .rocAUC: "ROC AUC"
        case .logLoss: "Log loss"
        case .rmse: "RMSE"
        case .mae: "MAE"
        case .r2: "R²"
        }
    }

    var explanation: String {
        switch self {
        case .accuracy: "Share of rows whose class is predicted rightly"
        case .precision: "Of the rows predicted as the class, the share that are of it"
        case .recall: "Of the rows of the class, the share that are predicted as it"
        case .f1: "Harmonic mean of precision and recall"
        case .rocAUC: "Share of pairs of a positive and a negative row that are ranked rightly; 0.5 is chance"
        case .logLoss: "Mean negative log probability of the true class; lower is better"
        case .rmse: "Root of the mean squared error, in units of the target; lower is better"
        case .mae: "Mean absolute error, in units of the target; lower is better"
        case .r2: "Share of the target's variance that is explained; 0 is predicting the mean"
        }
    }

    /// What a reader looks at first, by task.
    static func key(for task: TrainingReport.Task) -> [Self] {
        switch task {
        case .binary: [.rocAUC, .logLoss, .accuracy, .f1]
        case .multiclass: [.accuracy, .logLoss, .f1]
        case .regression: [.r2, .rmse, .mae]
        }
    }
}
