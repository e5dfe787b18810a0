internal import Bundles

extension ServedModel {
    /// Counts a call of the forest and what its rows were given: the class, and how sure the model is of it.
    func count(_ predictions: UnsafePointer<Double>, rowCount: Int, in counters: ServingCounters) {
        counters.countExecution(model: index)
        guard decision.task != .regression else { return }
        for row in 0..<rowCount {
            let outputs = unsafe predictions + row &* outputCount
            counters.countClass(unsafe decision.classIndex(outputs), model: index)
            if decision.hasProbabilities { counters.countConfidence(unsafe decision.confidence(outputs), model: index) }
        }
    }
}
