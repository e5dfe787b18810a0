internal import Codecs

extension ClientState {
    /// Gives the place a deadline from now on.
    mutating func wait(_ index: Int, _ wait: ClientConnection.Wait, milliseconds: Int) {
        connections[index].wait = wait
        timers.schedule(index, at: clock.nanoseconds / 1_000_000 &+ UInt64(milliseconds))
    }

    /// Acts on the deadlines that have passed.
    mutating func runTimers() {
        let now = clock.nanoseconds / 1_000_000
        while let index = timers.popExpired(now: now) { expire(index) }
    }

    private mutating func expire(_ index: Int) {
        switch connections[index].wait {
        case .nothing: break
        case .pause: endPause(index)
        case .connect: failConnecting(index, nil)
        case .response: fail(index, .responseTimedOut)
        }
    }
}
