/// Counts and bounds of a column's numbers; small enough to live in registers while a block is read.
struct NumberTally {
    var missingCount = 0
    private(set) var numberCount = 0
    private(set) var infiniteCount = 0
    /// Of the finite numbers; the wrong way round while there are none.
    private(set) var minimum = Float.infinity
    private(set) var maximum = -Float.infinity

    @inline(__always)
    mutating func add(_ value: Float) {
        numberCount &+= 1
        if value.isFinite {
            if value < minimum { minimum = value }
            if value > maximum { maximum = value }
        } else {
            infiniteCount &+= 1
        }
    }
}
