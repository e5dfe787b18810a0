import Base
import Glibc
import Synchronization

/// SIGINT and SIGTERM as a question that the run asks between blocks and rounds, so that it ends with nothing half-written.
enum Interrupt {
    private static let flag = Atomic<Bool>(false)

    static var isRequested: Bool { flag.load(ordering: .relaxed) }

    /// From now on a first signal asks the run to stop; a second one ends the process at once.
    static func watch() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { received in
                if Interrupt.flag.exchange(true, ordering: .relaxed) { _exit(128 + received) }
            }
        }
    }

    static func check() throws {
        if isRequested { throw TrainFailure(.interrupted, "stopped by a signal; nothing was written") }
    }
}
