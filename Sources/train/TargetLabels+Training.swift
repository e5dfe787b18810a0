import Evaluation
import ForestTraining

extension TargetLabels {
    /// What the trainer, which computes in float32, takes a value for: the metrics are measured against the same.
    static func rounded(_ value: Double) -> Double { Double(Float(value)) }

    /// As the trainer takes them.
    func forTraining(classCount: Int) -> Labels {
        switch self {
        case .classes(let classes): .classes(classes, count: classCount)
        case .values(let values): .values(values.map { Float($0) })
        }
    }
}
