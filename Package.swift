// swift-tools-version: 6.2

import PackageDescription

/// The settings of every Swift target: language mode 6, every warning an error, unsafe code marked expression by expression.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let cSettings: [CSetting] = [
    .treatAllWarnings(as: .error)
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

// A Swift library of the map in docs/architecture.md, with the modules it may import.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + [system], swiftSettings: settings)
}

var targets: [Target] = [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "CLinux", cSettings: cSettings),
    .target(name: "CForest", cSettings: cSettings),
    .target(name: "CTabular", cSettings: cSettings),

    library("Base", [system, logging]),
    library("Statistics", ["Base"]),
    library("Codecs", ["Base"]),
    library("Tabular", ["CTabular", "Codecs", "CZlib", "Base", system]),
    library("Records", ["Tabular", "CTabular", "Codecs", "CZlib", "CZstd", "Base", system]),
    library("Forest", ["CForest", "Base"]),
    library("Bundles", ["Forest", "Tabular", "Codecs", "COpenSSL", "CLinux", "Base", system]),
    library("Signatures", ["Bundles", "COpenSSL", "Base", system]),
    library("ForestImport", ["Bundles", "Forest", "Tabular", "Codecs", "Base"]),
    library("ForestTraining", ["Forest", "Tabular", "Statistics", "Base"]),
    library("Reports", ["Codecs", "Base"]),
    library("Evaluation", ["Bundles", "Forest", "Tabular", "Statistics", "Reports", "Base", system]),
    library("Scoring", ["Bundles", "Tabular", "Statistics", "Reports", "Codecs", "Base"]),
    library("Network", ["CLinux", "CZlib", "Codecs", "Base"]),
    library("LoadTesting", ["Network", "Tabular", "Codecs", "Base", system, histogram]),
    .target(name: "CEspalier", cSettings: cSettings),
    library("Espalier", ["CEspalier", "Bundles", "Forest", "Tabular", "Base", system]),
    library("Serving", ["Bundles", "Forest", "Network", "Tabular", "Codecs", "Base"]),

    tool(
        "train",
        ["Evaluation", "ForestTraining", "Bundles", "Forest", "Tabular", "Statistics", "Reports", "Codecs", "Base", arguments]),
    tool("score", ["Scoring", "Records", "Reports", "Bundles", "Forest", "Tabular", "Codecs", "Base", system, arguments]),
    tool(
        "bundle",
        ["Evaluation", "Reports", "ForestImport", "Signatures", "Bundles", "Forest", "Tabular", "Codecs", "Base", arguments]),
    tool("loadtest", ["LoadTesting", "Reports", "Network", "Tabular", "Codecs", "Base", system, arguments]),
    tool("serve", ["Serving", "Network", "Signatures", "Bundles", "Forest", "Codecs", "Base", system, logging]),
    tool("espalier", ["Base"]),

    .executableTarget(
        name: "benchmark", dependencies: ["ForestTraining", "Forest", "Records", "Tabular", "Codecs", "Base", system, arguments],
        path: "Benchmarks/benchmark", swiftSettings: settings),

    .target(name: "TestSupport", dependencies: ["Base", system], path: "Tests/TestSupport", swiftSettings: settings),
    .target(
        name: "BundleTestSupport", dependencies: ["Bundles", "Forest", "Tabular", "Codecs", "Base", system],
        path: "Tests/BundleTestSupport",
        swiftSettings: settings),
    .target(
        name: "ForestTestSupport", dependencies: ["Forest", "Base"], path: "Tests/ForestTestSupport", swiftSettings: settings),
    .target(
        name: "ForestImportTestSupport",
        dependencies: ["ForestImport", "Forest", "Tabular", "Base", "ForestTestSupport", "TestSupport", system],
        path: "Tests/ForestImportTestSupport", swiftSettings: settings),
    .target(
        name: "ServingTestSupport",
        dependencies: [
            "Serving", "Network", "Bundles", "Forest", "Tabular", "Codecs", "BundleTestSupport", "TestSupport", system,
        ],
        path: "Tests/ServingTestSupport", swiftSettings: settings),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter", cSettings: cSettings),
    .executableTarget(
        name: "BundleWriterProbe", dependencies: ["BundleTestSupport", "Bundles", "Forest", "Base", system],
        path: "Tests/BundleWriterProbe",
        swiftSettings: settings),
    tests("BaseTests", ["Base", "TestSupport", logging]),
    tests("StatisticsTests", ["Statistics", "Base", "TestSupport"]),
    tests("CodecsTests", ["Codecs", "Base", "TestSupport", "CAllocationCounter"]),
    tests("TabularTests", ["CTabular", "Tabular", "Codecs", "Base", "TestSupport"]),
    .target(
        name: "RecordsTestSupport", dependencies: ["Records", "Tabular", "Codecs"], path: "Tests/RecordsTestSupport",
        swiftSettings: settings),
    tests("RecordsTests", ["RecordsTestSupport", "Records", "Tabular", "CZstd", "Codecs", "Base", "TestSupport"]),
    tests("ForestTests", ["Forest", "Base", "ForestTestSupport", "TestSupport", "CAllocationCounter"]),
    tests("BundlesTests", ["Signatures", "Bundles", "Forest", "Tabular", "Codecs", "Base", "TestSupport", "BundleTestSupport"]),
    tests(
        "ForestImportTests",
        [
            "ForestImport", "Bundles", "Forest", "Tabular", "Codecs", "Base", "TestSupport", "ForestTestSupport",
            "ForestImportTestSupport",
        ]),
    tests("ForestTrainingTests", ["ForestTraining", "Forest", "Tabular", "Statistics", "Base", "TestSupport"]),
    tests("ReportsTests", ["Reports", "Codecs", "Base", "TestSupport"]),
    tests("ScoringTests", ["Scoring", "Reports", "Bundles", "Tabular", "Codecs", "Base", "TestSupport", "BundleTestSupport"]),
    tests("NetworkTests", ["Network", "Codecs", "Base", "CAllocationCounter", "TestSupport"]),
    tests("LoadTestingTests", ["LoadTesting", "Network", "Tabular", "Codecs", "Base", "TestSupport"]),
    tests(
        "ServingTests",
        [
            "Serving", "Network", "Bundles", "Forest", "Tabular", "Codecs", "Base", "CAllocationCounter", "TestSupport",
            "BundleTestSupport", "ServingTestSupport",
        ]),
    tests(
        "EspalierTests",
        [
            "Espalier", "CEspalier", "Bundles", "Forest", "Base", "CAllocationCounter", "TestSupport", "ForestTestSupport",
            "BundleTestSupport",
        ]),
    tests("TidyTests", ["TestSupport"]),
    tests(
        "EndToEndTests",
        [
            "Signatures", "Bundles", "Forest", "Tabular", "Codecs", "Base", "TestSupport", "BundleTestSupport",
            "ForestImportTestSupport",
        ]),
]

// Fuzzers exist only when the environment has FUZZ set: they need libFuzzer's driver and its own build flags (docs/hacking.md).
if Context.environment["FUZZ"] != nil {
    targets.append(.target(name: "CFuzzer", path: "Tests/Fuzzers/CFuzzer", cSettings: cSettings))
    for (name, dependencies) in [
        ("FuzzJSON", ["Codecs"]), ("FuzzHTTP", ["Codecs", "TestSupport"]), ("FuzzResponse", ["Codecs"]),
        ("FuzzProxy", ["Codecs"]),
        ("FuzzCSV", ["Tabular", "TestSupport"]),
        ("FuzzNDJSON", ["RecordsTestSupport"]), ("FuzzNPY", ["RecordsTestSupport"]),
        ("FuzzManifest", ["Bundles", "BundleTestSupport"]), ("FuzzForest", ["Forest", "ForestTestSupport"]),
        ("FuzzPredict", ["ServingTestSupport"]), ("FuzzArchive", ["BundleTestSupport"]),
        ("FuzzXGBoostJSON", ["ForestImport", "ForestImportTestSupport"]),
        ("FuzzUBJSON", ["ForestImport", "ForestImportTestSupport"]),
        ("FuzzLightGBM", ["ForestImport", "ForestImportTestSupport"]),
    ] as [(String, [Target.Dependency])] {
        targets.append(
            .executableTarget(
                name: name, dependencies: dependencies + ["CFuzzer", "Base"], path: "Tests/Fuzzers/\(name)",
                swiftSettings: settings))
    }
}

let package = Package(
    name: "espalier",
    products: [
        // libEspalier.so, beside the executable `espalier`; `.ci/library` links it again, whole, as libespalier.so.
        .library(name: "Espalier", type: .dynamic, targets: ["Espalier"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: targets
)
