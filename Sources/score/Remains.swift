internal import Base
internal import Glibc
internal import Synchronization

/// The run's files that have not got their names yet, as the thread that waits for signals sees them.
final class Remains: Sendable {
    private struct State {
        var temporaryPaths: [String] = []
        var hasStream = false
        /// Files stay for a later run.
        var isResumable = false
        /// All outputs have their names.
        var isWhole = false
    }

    private let state = Mutex(State())

    /// Makes a file under the lock, so that a signal comes before it or finds it.
    func open(_ path: String, naming: OutputFile.Naming) throws(ScoreFailure) -> OutputFile {
        try state.withLock { state throws(ScoreFailure) in
            let file = try OutputFile(path: path, naming: naming)
            if naming != .own { state.isResumable = true }
            if let temporaryPath = file.temporaryPath {
                state.temporaryPaths.append(temporaryPath)
            } else {
                state.hasStream = true
            }
            return file
        }
    }

    /// Gives a file its name under the lock, so that a signal finds it either whole under its name or not there. A stream may block for
    /// ever and has nothing to protect.
    func publish(_ file: OutputFile) throws(ScoreFailure) {
        guard let temporaryPath = file.temporaryPath else { return }
        try state.withLock { state throws(ScoreFailure) in
            try file.publish()
            state.temporaryPaths.removeAll { $0 == temporaryPath }
        }
    }

    /// All is done but the last words.
    func markWhole() { state.withLock { $0.isWhole = true } }

    /// After a failure: removes what has no name yet, unless a later run can go on with it. Says whether it can.
    @discardableResult
    func abandon() -> Bool {
        state.withLock { state in
            Self.remove(state)
            return state.isResumable
        }
    }

    /// From now on a signal removes what is not published and ends the process.
    func watchSignals() {
        SignalWatch.start(code: Base.ExitCode.interrupted.rawValue) {
            // Under the lock to the end: nothing gets its name after this was said.
            self.state.withLock { state in
                Self.remove(state)
                StandardError.write("\nscore: stopped by a signal; \(Self.words(state))\n")
                _exit(Base.ExitCode.interrupted.rawValue)
            }
        }
    }

    private static func remove(_ state: State) {
        if state.isResumable { return }
        for path in state.temporaryPaths { _ = unsafe unlink(path) }
    }

    private static func words(_ state: State) -> String {
        if state.isWhole { return "the output is whole" }
        if state.isResumable { return "the same command goes on where it was stopped" }
        // What a stream was given cannot be taken back.
        return state.hasStream ? "the output is not whole" : "nothing is left of the output"
    }
}
