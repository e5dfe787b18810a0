public import Base

/// The seed of a property test: from ESPALIER_TEST_SEED when that is set, so that a failure replays, else the test's own.
public enum TestSeed {
    public static func value(default seed: UInt64) -> UInt64 {
        TestEnvironment.value("ESPALIER_TEST_SEED").flatMap { UInt64($0) } ?? seed
    }

    /// Random numbers for a property test; the seed is printed, so that the log says how to replay it.
    public static func random(_ seed: UInt64, _ test: String = #function) -> SeededRandom {
        let chosen = value(default: seed)
        print("\(test): ESPALIER_TEST_SEED=\(chosen)")
        return SeededRandom(seed: chosen)
    }
}
