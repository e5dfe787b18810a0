internal import Base

/// Divides the time of one request into the stages that its thread goes through: parse and score, once or in turns.
///
/// One look at the clock where a stage ends. A plain pointer, for a reference would be counted at each use; whoever makes it frees it.
/// Thread rules: one thread.
@safe struct StageClock {
    private let place: UnsafeMutablePointer<Reading>

    private struct Reading {
        /// When the stage began that is under way.
        var mark: UInt64 = 0
        var isScoring = false
        var stages = StageTimes()
    }

    init() {
        unsafe place = .allocate(capacity: 1)
        unsafe place.initialize(to: Reading())
    }

    func deallocate() { unsafe place.deallocate() }

    /// A request is taken up, at a time that is known already.
    func begin(at nanoseconds: UInt64) { unsafe place.pointee = Reading(mark: nanoseconds) }

    /// Rows are read; they go to the forest now.
    func beginScore() { turn(toScoring: true) }

    /// Their answer is written; further rows are read now.
    func endScore() { turn(toScoring: false) }

    /// The request is answered, or refused: what each stage took, and when it ended.
    func end() -> (stages: StageTimes, nanoseconds: UInt64) {
        turn(toScoring: false)
        return unsafe (place.pointee.stages, place.pointee.mark)
    }

    private func turn(toScoring: Bool) {
        let now = MonotonicClock.nanoseconds
        let time = unsafe AnswerRecorder.time(from: place.pointee.mark, to: now)
        if unsafe place.pointee.isScoring {
            unsafe place.pointee.stages.score &+= time
        } else {
            unsafe place.pointee.stages.parse &+= time
        }
        unsafe place.pointee.mark = now
        unsafe place.pointee.isScoring = toScoring
    }
}
