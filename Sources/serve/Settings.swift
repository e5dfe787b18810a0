internal import Network
internal import Serving

/// The values of all settings; as they are made here, the defaults.
struct Settings: Sendable {
    var models = "models"
    var defaultModel = ""
    var basePath = ""
    /// The file of a public key; empty when no signature is asked for.
    var requiredSignature = ""
    var requiresCertificate = false
    var allowsNoModels = false

    var host = "0.0.0.0"
    var port = 8000
    var adminHost = "127.0.0.1"
    var adminPort = 8002
    var hasNoAdmin = false
    /// On the data listener.
    var expectsProxyHeader = false
    /// Balancers whose `X-Forwarded-For` is believed, on the data listener.
    var trustedHopCount = 0
    /// 0: one for each processor that the process may use.
    var threadCount = 0
    var pinsThreads = false

    var rowCountMax = 10_000
    var jsonDepthMax = ServingOptions().jsonDepthMax
    var extraFieldCountMax = ServingOptions().extraFieldCountMax
    var answerByteCountMax = 64 << 20
    var compressedByteCountMin = 1024
    var requestIDs = RequestIDChoice.echo.rawValue
    var gather = GatherChoice.auto.rawValue
    var limits = NetworkLimits()
    /// `workerCount` 0: as many as loops.
    var ring = RingOptions()

    var drainDelayMilliseconds = 0

    var logLevel = "info"
    var logFormat = "json"
    /// The access log's file; empty for none.
    var accessLog = ""
    var accessLogSampleInterval = 100

    var environment = ""
    var metricsSeriesCountMax = ServingOptions().metricsSeriesCountMax
    var writesTritonMetrics = false

    var config = ""
    var wantsPrintedConfig = false
    var wantsProbe = false
    var wantsHelp = false
    var wantsVersion = false

    static let threadCountMax = 1024

    /// The admin listener's: few connections, and no body has anything to say to it.
    var adminLimits: NetworkLimits {
        var limits = limits
        limits.connectionCountMax = min(limits.connectionCountMax, 1_000)
        limits.bodyByteCountMax = min(limits.bodyByteCountMax, 64 << 10)
        return limits
    }

    init() {
        limits.bodyByteCountMax = 8 << 20
        ring.workerCount = 0
    }
}
