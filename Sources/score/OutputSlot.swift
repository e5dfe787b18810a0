internal import Base
internal import Synchronization

/// The run's output as the thread that waits for signals sees it: not there yet, or there to be removed.
final class OutputSlot: Sendable {
    private let file = Mutex<OutputFile?>(nil)

    /// Makes the file under the lock, so that a signal comes before it or finds it.
    func open(path: String, inputIdentity: [UInt64]) throws(ScoreFailure) -> OutputFile {
        try file.withLock { file throws(ScoreFailure) in
            let opened = try OutputFile(path: path, inputIdentity: inputIdentity)
            file = opened
            return opened
        }
    }

    /// From now on a signal removes what is not published and ends the process.
    func watchSignals() {
        SignalWatch.start(code: Base.ExitCode.interrupted.rawValue) {
            let remains = self.file.withLock { $0?.abandon() } ?? .nothing
            StandardError.write("\nscore: stopped by a signal; \(remains.rawValue)\n")
        }
    }
}
