internal import Base
internal import Codecs
internal import Network
internal import Serving

extension Setting {
    /// Every setting, in the order of the help.
    static let table: [Setting] =
        models + listeners + requests + answers + loops + work + times + log + metrics + actions

    private static let models = [
        Setting(
            name: "models", group: .models, valueName: "FOLDER", kind: .text(\.models, .folder),
            meaning: "the folder of models, the operand as well: the newest version of each is served"),
        Setting(
            name: "default-model", group: .models, valueName: "NAME", kind: .text(\.defaultModel, .modelName),
            meaning: "the model that /predict without a name asks; needed when there are several"),
        Setting(
            name: "require-signature", group: .models, valueName: "KEY", kind: .text(\.requiredSignature, .keyFile),
            meaning: "serves only models that the holder of this public key signed (a PEM file, see bundle sign)"),
        Setting(
            name: "base-path", group: .models, valueName: "/PATH", kind: .text(\.basePath, .basePath),
            meaning: "what every path begins with, for balancers that do not rewrite; health answers without it too"),
        Setting(
            name: "require-certificate", group: .models, kind: .flag(\.requiresCertificate),
            meaning: "serves only imported models that are proved to compute what their library does (`bundle certify`)"),
        Setting(
            name: "allow-no-models", group: .models, kind: .flag(\.allowsNoModels),
            meaning: "starts with a folder that has no model to serve: alive, not ready, predictions are answered with 503"),
    ]

    private static let listeners = [
        Setting(
            name: "host", group: .listeners, valueName: "ADDRESS", kind: .text(\.host, .host),
            meaning: "address of the data listener (predictions, health); 127.0.0.1 serves this machine only"),
        Setting(
            name: "port", group: .listeners, valueName: "PORT", kind: .number(\.port, 0...65_535),
            meaning: "its port; 0 takes any free one"),
        Setting(
            name: "admin-host", group: .listeners, valueName: "ADDRESS", kind: .text(\.adminHost, .host),
            meaning: "address of the admin listener (models, metrics, health)"),
        Setting(
            name: "admin-port", group: .listeners, valueName: "PORT", kind: .number(\.adminPort, 0...65_535),
            meaning: "its port; 0 takes any free one, which is the default when the port is 0"),
        Setting(
            name: "no-admin", group: .listeners, kind: .flag(\.hasNoAdmin), meaning: "no admin listener"),
        Setting(
            name: "proxy-protocol", group: .listeners, kind: .flag(\.expectsProxyHeader),
            meaning:
                "every connection of the data listener begins with a header of the PROXY protocol, version 1 or 2, or is closed"),
        Setting(
            name: "trusted-hops", group: .listeners, valueName: "N",
            kind: .number(\.trustedHopCount, 0...ForwardedFor.hopCountMax),
            meaning:
                "balancers whose X-Forwarded-For is believed: the access log's client is who asked the first; 0 ignores the field"
        ),
        Setting(
            name: "threads", group: .listeners, valueName: "N", kind: .number(\.threadCount, 0...Settings.threadCountMax),
            meaning: "loops, each on a thread with its own listener; 0 is one for each processor that the process may use"),
        Setting(
            name: "pin-cpus", group: .listeners, kind: .flag(\.pinsThreads),
            meaning: "each loop on a processor of its own, of those that the process may use, in turn, and so each worker"),
    ]

    private static let requests = [
        Setting(
            name: "max-rows", group: .requests, valueName: "N", kind: .number(\.rowCountMax, 1...1_000_000),
            meaning: "rows of a request"),
        Setting(
            name: "max-body-bytes", group: .requests, valueName: "N", kind: .number(\.limits.bodyByteCountMax, 1...1 << 30),
            meaning: "body of a request"),
        Setting(
            name: "max-json-depth", group: .requests, valueName: "N",
            kind: .number(\.jsonDepthMax, 3...JSONLimits.depthCeiling),
            meaning: "arrays and objects inside one another in a body"),
        Setting(
            name: "max-extra-fields", group: .requests, valueName: "N", kind: .number(\.extraFieldCountMax, 0...100_000),
            meaning: "fields of a body, or of one of its rows, that are no feature"),
        Setting(
            name: "max-answer-bytes", group: .requests, valueName: "N", kind: .number(\.answerByteCountMax, 64 << 10...1 << 30),
            meaning: "body of an answer"),
        Setting(
            name: "max-head-bytes", group: .requests, valueName: "N", kind: .number(\.limits.headByteCountMax, 256...1 << 20),
            meaning: "head of a request"),
        Setting(
            name: "max-fields", group: .requests, valueName: "N", kind: .number(\.limits.headFieldCountMax, 1...10_000),
            meaning: "header fields of a request"),
        Setting(
            name: "max-target-bytes", group: .requests, valueName: "N",
            kind: .number(\.limits.head.targetByteCountMax, 1...1 << 20),
            meaning: "target of a request: path and query"),
        Setting(
            name: "max-framing-bytes", group: .requests, valueName: "N",
            kind: .number(\.limits.chunks.overheadByteCountMax, 5...1 << 30),
            meaning: "what a chunked body has besides its bytes; 8 more are granted for each of them"),
        Setting(
            name: "max-chunk-extension-bytes", group: .requests, valueName: "N",
            kind: .number(\.limits.chunks.extensionByteCountMax, 1...1 << 20),
            meaning: "extensions of one chunk"),
        Setting(
            name: "max-trailer-bytes", group: .requests, valueName: "N",
            kind: .number(\.limits.chunks.trailerByteCountMax, 2...1 << 20),
            meaning: "fields behind a chunked body"),
    ]

    private static let answers = [
        Setting(
            name: "compress-min-bytes", group: .answers, valueName: "N",
            kind: .number(\.compressedByteCountMin, 0...1 << 30),
            meaning: "the smallest answer that is compressed for a client that takes gzip or deflate; 0 compresses none"),
        Setting(
            name: "request-ids", group: .answers, valueName: "WHICH",
            kind: .choice(\.requestIDs, RequestIDChoice.allCases.map(\.rawValue)),
            meaning: "which answers carry X-Request-Id: echo (of requests that have one), always (made when there is none) or off"
        ),
    ]

    private static let loops = [
        Setting(
            name: "max-connections", group: .loops, valueName: "N", kind: .number(\.limits.connectionCountMax, 1...1_000_000),
            meaning: "open connections; more wait in the kernel's queue"),
        Setting(
            name: "max-buffer-bytes", group: .loops, valueName: "N",
            kind: .number(\.limits.bufferByteCountMax, 1 << 20...1 << 40),
            meaning: "memory that its connections hold together"),
        Setting(
            name: "max-untaken-bytes", group: .loops, valueName: "N",
            kind: .number(\.limits.outputByteCountMax, 1...1 << 30),
            meaning: "answers that a client has not taken, before its next pipelined request waits"),
        Setting(
            name: "max-pipelined", group: .loops, valueName: "N", kind: .number(\.limits.pipelinedCountMax, 1...65_535),
            meaning: "answers that wait to be sent together, before the next pipelined request waits"),
        Setting(
            name: "max-requests-per-connection", group: .loops, valueName: "N",
            kind: .number(\.limits.requestCountPerConnectionMax, 0...1_000_000_000),
            meaning: "after which a connection is closed, so that balancers spread connections anew; 0 for any number"),
        Setting(
            name: "min-answer-bytes-per-second", group: .loops, valueName: "N",
            kind: .number(\.limits.answerByteCountPerSecondMin, 0...1 << 30),
            meaning: "a client that takes less of a waiting answer over 5 seconds is cut off; 0 for none"),
        Setting(
            name: "backlog", group: .loops, valueName: "N", kind: .number(\.limits.backlog, 1...65_535),
            meaning: "connections in the kernel's queue, which the kernel may bound further"),
    ]

    private static let work = [
        Setting(
            name: "workers", group: .work, valueName: "N", kind: .number(\.ring.workerCount, 0...RingOptions.workerCountMax),
            meaning: "threads for requests that would hold up a loop; 0 is as many as there are loops, at most 64"),
        Setting(
            name: "inline-cost-us", group: .work, valueName: "US",
            kind: .number(\.ring.inlineCostMicroseconds, 0...1_000_000_000),
            meaning: "what a loop works out itself, by its expected cost; 0 measures what handing over costs (50 to 200)"),
        Setting(
            name: "ring-slots", group: .work, valueName: "N",
            kind: .number(\.ring.slotCount, 2...RingOptions.slotCountMax),
            meaning: "requests and parts of them that may wait for a worker; a power of two"),
        Setting(
            name: "ring-share", group: .work, valueName: "PERCENT", kind: .number(\.ring.sharePercent, 1...100),
            meaning: "of these the parts of one request, in percent"),
        Setting(
            name: "max-queue-ms", group: .work, valueName: "MS",
            kind: .number(\.ring.queueMillisecondsMax, milliseconds),
            meaning: "requests that would wait longer for a worker, and for 16 times their own cost, are refused with 503"),
        Setting(
            name: "part-cost-us", group: .work, valueName: "US",
            kind: .number(\.ring.partCostMicroseconds, 1...1_000_000_000),
            meaning: "a request of many rows is worked out in parts of about this expected cost"),
        Setting(
            name: "gather", group: .work, valueName: "WHICH", kind: .choice(\.gather, GatherChoice.allCases.map(\.rawValue)),
            meaning:
                "requests of one row that are ready together are scored together: "
                + "auto (of models for which it pays), always or off"),
        Setting(
            name: "worker-nice", group: .work, valueName: "N", kind: .number(\.ring.workerNice, 0...19),
            meaning: "how far loops go before workers where they share a processor"),
    ]

    private static let times = [
        Setting(
            name: "idle-timeout-ms", group: .times, valueName: "MS",
            kind: .number(\.limits.idleTimeoutMilliseconds, milliseconds),
            meaning: "a connection without a request is closed after it; keep it above the balancer's"),
        Setting(
            name: "head-timeout-ms", group: .times, valueName: "MS",
            kind: .number(\.limits.headTimeoutMilliseconds, milliseconds),
            meaning: "from a request's first byte to the end of its head"),
        Setting(
            name: "body-timeout-ms", group: .times, valueName: "MS",
            kind: .number(\.limits.bodyTimeoutMilliseconds, milliseconds),
            meaning: "from there to the end of its body"),
        Setting(
            name: "compute-timeout-ms", group: .times, valueName: "MS",
            kind: .number(\.limits.computeTimeoutMilliseconds, milliseconds),
            meaning: "from a request's hand-over to the workers until its answer is there; 503 then"),
        Setting(
            name: "write-timeout-ms", group: .times, valueName: "MS",
            kind: .number(\.limits.writeTimeoutMilliseconds, milliseconds),
            meaning: "without the client taking any of its answer"),
        Setting(
            name: "linger-timeout-ms", group: .times, valueName: "MS",
            kind: .number(\.limits.lingerTimeoutMilliseconds, milliseconds),
            meaning: "after a last answer, for the client to close"),
        Setting(
            name: "drain-delay-ms", group: .times, valueName: "MS", kind: .number(\.drainDelayMilliseconds, 0...3_600_000),
            meaning: "after SIGTERM, not ready but still accepting, so that balancers notice"),
        Setting(
            name: "drain-timeout-ms", group: .times, valueName: "MS",
            kind: .number(\.limits.drainTimeoutMilliseconds, milliseconds),
            meaning: "after that, for what is under way"),
        Setting(
            name: "drain-idle-ms", group: .times, valueName: "MS",
            kind: .number(\.limits.drainIdleMilliseconds, milliseconds),
            meaning: "of that time, for a connection without a request to bring one that is on its way"),
    ]

    private static let log = [
        Setting(
            name: "log-level", group: .log, valueName: "LEVEL", kind: .choice(\.logLevel, ["debug", "info", "warning", "error"]),
            meaning: "the least that is logged: debug, info, warning or error"),
        Setting(
            name: "log-format", group: .log, valueName: "FORMAT", kind: .choice(\.logFormat, LogFormat.allCases.map(\.rawValue)),
            meaning: "json or text, one record a line on standard error"),
        Setting(
            name: "access-log", group: .log, valueName: "FILE", kind: .text(\.accessLog, .outputFile),
            meaning: "a line of JSON for each request that is told, - for standard output; SIGHUP opens the file anew"),
        Setting(
            name: "access-log-sample", group: .log, valueName: "N", kind: .number(\.accessLogSampleInterval, 1...1_000_000_000),
            meaning: "every refusal is told, and one of N other answers"),
    ]

    private static let metrics = [
        Setting(
            name: "environment", group: .metrics, valueName: "NAME", kind: .text(\.environment, .environmentName),
            meaning: "what metrics call the place where the server runs, such as production"),
        Setting(
            name: "metrics-max-series", group: .metrics, valueName: "N",
            kind: .number(\.metricsSeriesCountMax, ServingOptions.metricsSeriesCountMin...1_000_000),
            meaning: "series of a scrape; models that have no room are added up"),
        Setting(
            name: "triton-metrics", group: .metrics, kind: .flag(\.writesTritonMetrics),
            meaning: "tells models under the names of Triton as well (nv_inference_...)"),
    ]

    private static let actions = [
        Setting(
            name: "config", group: .configuration, valueName: "FILE", kind: .text(\.config, .file), scope: .outsideFile,
            meaning: "a JSON file of settings"),
        Setting(
            name: "print-config", group: .actions, kind: .flag(\.wantsPrintedConfig), scope: .commandLine,
            meaning: "every setting with its value and where it came from"),
        Setting(
            name: "probe", group: .actions, kind: .flag(\.wantsProbe), scope: .commandLine,
            meaning: "asks the running server whether it is ready: exit code 0, else 1"),
        Setting(name: "help", group: .actions, kind: .flag(\.wantsHelp), scope: .commandLine, meaning: "this text"),
        Setting(name: "version", group: .actions, kind: .flag(\.wantsVersion), scope: .commandLine, meaning: "the version"),
    ]

    private static let milliseconds = 1...86_400_000
}
