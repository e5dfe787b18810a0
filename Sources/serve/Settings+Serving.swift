internal import Network
internal import Serving

/// What the settings say in the words of Serving.
extension Settings {
    var serving: ServingOptions {
        var options = ServingOptions()
        options.basePath = basePath
        options.defaultModel = defaultModel.isEmpty ? nil : defaultModel
        options.rowCountMax = rowCountMax
        options.jsonDepthMax = jsonDepthMax
        options.extraFieldCountMax = extraFieldCountMax
        options.trustedHopCount = trustedHopCount
        options.answerByteCountMax = answerByteCountMax
        options.bodyByteCountMax = limits.bodyByteCountMax
        options.compressedByteCountMin = compressedByteCountMin
        guard let choice = RequestIDChoice(rawValue: requestIDs), let gatherChoice = GatherChoice(rawValue: gather) else {
            preconditionFailure("one of the choices")
        }
        options.requestIDs = choice
        options.gather = gatherChoice
        options.environment = environment
        options.metricsSeriesCountMax = metricsSeriesCountMax
        options.writesTritonMetrics = writesTritonMetrics
        options.modelFolder = models
        return options
    }

    /// The admin listener's, which is not asked through the balancers.
    var adminServing: ServingOptions {
        var options = serving
        options.trustedHopCount = 0
        return options
    }

    /// The ring with as many workers as there are to be beside so many loops.
    func ring(loopCount: Int) -> RingOptions {
        var options = ring
        if options.workerCount == 0 { options.workerCount = min(loopCount, RingOptions.workerCountMax) }
        return options
    }
}
