import Base
import Codecs
import LoadTesting
import SystemPackage

/// A file that says when requests are due: seconds from the start, one a line, none less than the one before.
enum ScheduleFile {
    static let byteCountMax = 1 << 30
    /// As long as a run may be.
    static let secondsMax = 86_400.0

    static func read(_ path: String) throws -> [Double] {
        let file = try MappedFile(path: FilePath(path), byteCountMax: byteCountMax)
        let text = unsafe String(decoding: file.bytes, as: UTF8.self)
        var times: [Double] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let word = line.filter { $0 != " " && $0 != "\t" && $0 != "\r" }
            if word.isEmpty { continue }
            guard let time = Double(word), time >= 0, time <= secondsMax else {
                throw LoadFailure(
                    .environment,
                    "--schedule \(path), line \(index + 1): \(Printable.quoted(word, width: 40)) is no time; seconds from 0 to "
                        + "\(Printable.number(secondsMax)) are accepted, one a line")
            }
            if let last = times.last, time < last {
                throw LoadFailure(.environment, "--schedule \(path), line \(index + 1): \(word) is before the line above it")
            }
            times.append(time)
        }
        guard !times.isEmpty else { throw LoadFailure(.environment, "--schedule \(path): there is no time in it") }
        return times
    }
}
