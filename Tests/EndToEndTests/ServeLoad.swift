import Base
import Glibc
import Synchronization
import TestSupport

/// Clients that ask as fast as they are answered, each on its own thread and connection, until the server says that it closes, or is gone.
@safe final class ServeLoad: Sendable {
    static let request = #"{"features":[35,42000,"Oslo"]}"#

    private let threads: [SystemThread]
    private let counts: Counts

    private final class Counts: Sendable {
        let port: Int
        let path: String
        let expectedBody: String
        let answered = Atomic<Int>(0)
        let unanswered = Atomic<Int>(0)
        let wrong = Atomic<Int>(0)

        init(port: Int, path: String, expectedBody: String) {
            self.port = port
            self.path = path
            self.expectedBody = expectedBody
        }

        func run() {
            guard let client = ServeClient(port: port) else { return }
            while true {
                guard client.post(path, ServeLoad.request), let answer = client.receive() else {
                    unanswered.add(1, ordering: .relaxed)
                    return
                }
                answered.add(1, ordering: .relaxed)
                if answer.status != 200 || answer.body != expectedBody { wrong.add(1, ordering: .relaxed) }
                if answer.closes { return }
            }
        }
    }

    /// `expectedBody` is the one answer to ``request``.
    init(port: Int, path: String = "/predict/small", clientCount: Int, expectedBody: String) {
        let counts = Counts(port: port, path: path, expectedBody: expectedBody)
        self.counts = counts
        threads = (0..<clientCount).map { _ in .started { counts.run() } }
    }

    func waitForAnswers(count: Int) {
        while answeredCount < count, unansweredCount == 0 { sched_yield() }
    }

    func join() {
        for thread in threads { thread.join() }
    }

    var answeredCount: Int { counts.answered.load(ordering: .relaxed) }
    /// Requests whose connection ended before their answer was whole.
    var unansweredCount: Int { counts.unanswered.load(ordering: .relaxed) }
    /// Whole answers that were not the expected one.
    var wrongCount: Int { counts.wrong.load(ordering: .relaxed) }
}
