/// The files of the libraries and executables that may hold unsafe code, by module: each is the owner of one unsafe thing, or a loop over
/// raw memory that has to be fast.
enum UnsafeFiles {
    static let byModule: [String: [String]] = [
        "Base": [
            "FileSystemSpace", "LineLogHandler", "MappedFile", "MonotonicClock", "PieceWriter", "ProcessUsage", "SystemThread",
            "WallClock",
        ],
        "Bundles": [
            "ArchiveReader", "BundleArchive", "Decision", "FileContents", "Folder", "FolderPaths", "NewFile",
            "SHA256", "SelfTestRun",
            "TemporaryBundle+Unpack",
        ],
        "Codecs": [
            "ByteBuffer", "ByteBuffer+Numbers", "ByteBuffer+Text", "DecimalScan", "HTTPByteRange", "HTTPChunkedDecoder",
            "HTTPResponseHead", "HTTPText", "JSONCursor", "JSONCursor+Strings", "JSONElementScan", "JSONMemberNames", "JSONToken",
            "JSONValue+Parse", "NumberParser", "ShortestDecimal", "SignificantDigits", "UTF8Sequence", "JSONCursor+Numbers",
            "JSONMemberSpellings", "PlainNumber",
        ],
        "Espalier": [
            "COpen", "CPredict", "CQueries", "CTexts", "CallArguments", "CallError", "LeafCall", "OpenModel", "OpenOptions",
            "PredictionCall", "RowChunks", "RowSource",
        ],
        "Evaluation": [
            "BaselineCounter", "EvaluatedSplit", "TableColumns", "TableRows",
        ],
        "Forest": [
            "AlignedBlock", "CategoryRanks", "CodedPlan", "FastPlans", "FlatForest", "ForestBytes", "ForestWriter", "LinearPlan",
            "KernelChoice", "LeafVisitSample", "Link", "MarginSums",
            "MaskCategories", "MaskPlan", "MaskRun", "MaskTails",
            "NarrowNode", "NodeColumns", "NodePlan", "NodeRun", "NodeSlots",
            "NumericTables", "PlanArena", "PlanBuilder", "SliceColumns", "SlicePlan", "Scorer", "Scorer+Leaves",
            "ScoringPlan", "ScoringPlan+Leaves", "ScoringPlan+Margins",
            "SpecialSplit", "TreeStep", "TreeWalk", "WideNode",
            "RowColumns", "RowLeaves", "RowNodes", "RowPlan", "RowRuns", "RowTests", "RowWorkers", "SharedRun",
        ],
        "ForestImport": [
            "JSONModelCursor", "LightGBMImporter", "LightGBMReader", "LightGBMText", "ModelImporter", "SourceFormat",
            "StructuralProof",
            "UBJSONCursor",
        ],
        "ForestTraining": [
            "BinEncoder", "BinnedTable", "BinnedTableBuilder", "BinnedTree", "BoostingRun", "Buffer",
            "CategoricalSplitSearch", "GradientPass", "HistogramLoop", "LossPass", "NumericSplitSearch", "RowPartition",
            "TrainingLoss", "TreeGrower", "WorkerPool",
        ],
        "LoadTesting": [
            "ExpectationCheck", "ExpectedAnswers", "LiveFigures", "ProcFile", "RequestSet", "RowTable", "Scenario",
        ],
        "Network": [
            "AtomicWords", "BlockingConnection", "BufferPool", "ClientConnectionTable", "ClientHandler", "ClientLoop",
            "ClientState", "BodyDeflater", "BodyInflater",
            "ClientState+Connect", "ClientState+Due", "ClientState+Exchange", "ClientState+Read", "ConnectionBuffer",
            "ConnectionSlab", "EventLoop", "HTTPRequest", "HTTPResponse", "Listener", "LoopClock", "LoopCounterWords",
            "LoopState", "LoopState+Read", "LoopState+Write", "ProcessorTurns", "SocketAddress", "SystemCalls",
            "TimerWheel",
            "WorkBudget", "WorkQueue", "LoopState+Time", "LoopState+Proxy",
            "Exchange", "ExchangeTable", "LoopState+Exchange", "ReturnedAnswer",
        ],
        "Records": [
            "ByteOrderMark", "FieldText", "LineScan", "LineStream", "MatrixStream", "MemberReader", "MemberReader+Members",
            "MemberReader+Template", "MemberTemplate",
            "RecordEncoder", "RecordEncoder+Text", "RecordRefusal", "ShardPlanner", "TextBlock", "ZstdDecoder",
            "FrameCompressor",
        ],
        "Serving": [
            "AccessFile", "AccessLine", "AccessLog", "AccessRecord", "AccessRing", "AdminHandler", "AnswerCompressor",
            "AnswerMemory", "AnswerRecorder", "BodyShape", "BundleOpening", "ComputeWorker",
            "CostModel+Measure", "GatherBatch", "InstanceSplit", "InstancesFrame", "ModelDocument",
            "ModelHost", "ModelTotals", "Phrases", "PredictionHandler", "PredictionHandler+Gather", "PredictionHandler+HandOver",
            "PredictionHandler+Predict", "PredictionQuery", "PredictionWork", "PredictionWork+Body", "PredictionWork+Coding",
            "PredictionWork+Instances", "PredictionWork+Part", "PredictionWork+Row", "RequestContext", "RequestCosts",
            "RequestRing", "RequestTimeout", "RowGathering", "RowMemory", "RowPlace", "RowRefusal", "ServedModel",
            "ServedModel+Answer", "ServedModel+Count",
            "ServedModel+Encode", "ServedModel+SelfPrediction", "ServiceHandler", "ServiceState", "ServingCounters",
            "StageClock",
        ],
        "Signatures": [
            "KeyFile", "OpenSSLKey",
        ],
        "Tabular": [
            "BlockCompressor",
            "ByteSink", "ByteSource", "CSVBlock", "CSVBlockStream", "CSVReader", "CSVRecordWalk", "CSVScanner",
            "ColumnProfiler", "FeatureNumber", "FieldReader", "FieldTable", "GzipDeflater", "GzipInflater", "IdentifierCheck",
            "RowEncoder",
            "RowEncoder+Fields", "RowEncoder+Matrix", "RowEncoder+Numbers", "RowEncoder+Row", "RowEncoder+Rows", "FeaturePlan",
            "PlainNumberBounds", "ShortTexts",
            "SpecialByteCursor",
            "StreamCompression", "TargetEncoder", "TargetProfiler", "TextCounts", "TextHash", "TextTable", "WholeNumber",
            "WindowedSource",
        ],
        "bundle": [
            "GoldenComparison", "GoldenFile", "GoldenLines", "OwnRows", "ProbeFile", "SourceFile",
            "ModelFile",
        ],
        "espalier": [
            "Executable"
        ],
        "loadtest": [
            "Expectations+Options", "HostAddresses", "RequestBodies", "ScheduleFile",
        ],
        "score": [
            "BinSource", "BlockRing", "BlockScorer", "CSVRows", "InputFile", "InputNames", "JSONRows", "JournalFile",
            "MatrixRows", "OutputChoice", "OutputCompressor", "OutputFile", "OutputPlace", "PeakMemory", "Remains",
            "ReportFile", "RunOutput", "ScoredRows", "SignalWatch",
        ],
        "serve": [
            "ProcessEnvironment", "SettingsFile",
        ],
        "train": [
            "DataFile", "EncodedTable", "Interrupt", "OutputPlace", "SelfTestRows",
        ],
    ]

    /// As paths from the package's root.
    static let all = Set(byModule.flatMap { module, files in files.map { "Sources/\(module)/\($0).swift" } })
}
