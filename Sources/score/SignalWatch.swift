internal import Base
internal import Glibc

/// SIGINT, SIGTERM and SIGHUP, taken by a thread of their own: it may wait for locks and remove files, which a handler may not.
enum SignalWatch {
    /// From now on a signal runs `body` and ends the process with `code`. Must be called before other threads are started, which
    /// inherit that the signals are blocked. A signal that the process was started to ignore stays ignored. SIGPIPE and
    /// SIGXFSZ (a limit on the size of files) are ignored: the write that fails tells.
    static func start(code: Int32, _ body: @escaping @Sendable () -> Void) {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) { unsafe sigaddset(&signals, number) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let watched = signals
        // It waits until the process ends. Without the thread the signals end the process as ever.
        let thread = try? SystemThread {
            var signals = watched
            var received: Int32 = 0
            guard unsafe sigwait(&signals, &received) == 0 else { return }
            body()
            _exit(code)
        }
        thread?.detach()
        if thread == nil { unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
