import Base
import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as a question that the run asks between blocks and rounds, so that it ends with nothing half-written.
enum Interrupt {
    private static let flag = Atomic<Bool>(false)

    static var isRequested: Bool { flag.load(ordering: .relaxed) }

    /// From now on a first signal asks the run to stop; a second one ends the process at once, with 128 and its number. A signal that
    /// the process was started to ignore (`nohup`) stays ignored. Nobody reading what is printed is no reason to lose a model: SIGPIPE
    /// is ignored.
    static func watch() {
        signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            signal(number) { received in
                if Interrupt.flag.exchange(true, ordering: .relaxed) { _exit(128 + received) }
            }
        }
    }

    static func check() throws {
        if isRequested { throw TrainFailure(.interrupted, "stopped by a signal; nothing was written") }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
