import ArgumentParser

/// A length of time as an option has it: a number and `ms`, `s`, `m` or `h`; seconds without a unit.
struct TimeSpan: ExpressibleByArgument, CustomStringConvertible {
    var milliseconds: Int

    init(milliseconds: Int) { self.milliseconds = milliseconds }
    init(seconds: Double) { milliseconds = Int((seconds * 1000).rounded()) }

    init?(argument: String) {
        let number = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let factors: [Substring: Double] = ["ms": 1, "": 1000, "s": 1000, "m": 60_000, "h": 3_600_000]
        guard let factor = factors[argument[number.endIndex...]], let value = Double(number), value.isFinite else { return nil }
        let milliseconds = (value * factor).rounded()
        guard milliseconds < 1e12 else { return nil }
        self.milliseconds = Int(milliseconds)
    }

    var defaultValueDescription: String { description }
    var seconds: Double { Double(milliseconds) / 1000 }
    var nanoseconds: UInt64 { UInt64(milliseconds) * 1_000_000 }

    /// As it would be given.
    var description: String {
        switch milliseconds {
        case 0: "0s"
        case let value where value % 3_600_000 == 0: "\(value / 3_600_000)h"
        case let value where value % 60_000 == 0: "\(value / 60_000)m"
        case let value where value % 1000 == 0: "\(value / 1000)s"
        default: "\(milliseconds)ms"
        }
    }
}
