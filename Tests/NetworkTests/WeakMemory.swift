import Network

/// The words of small rings as the C++ memory model, which is Swift's, lets threads see them: a load may read any value that its thread
/// does not know to be overwritten, and only an acquiring load of what a releasing store wrote makes a thread know more.
///
/// Each word has its history of stores; a thread's view says how much of each history it knows; a store carries the view of its thread when
/// it releases, a read-modify-write what it read carried, too. Stores are only appended: that two stores to one word are ordered by what
/// their threads know is checked, so there is no other order they could be in. Of plain memory every access must know all before it, else
/// two threads race.
struct WeakMemory: RingWords, Hashable {
    typealias View = SIMD16<UInt8>

    private struct Message: Hashable {
        var value: UInt64
        var view: View
    }

    /// A weaker memory, or wrong steps: what tests must notice.
    enum Mutation: Hashable {
        case none
        case relaxedLoad(Kind)
        case relaxedStore(Kind)
        case unacquiringSleepers, unreleasingSleepers
        /// The sleepers' word is loaded and stored instead of changed at once.
        case loadedAndStoredSleepers
        /// Every claim succeeds.
        case uncheckedClaim(Kind)

        enum Kind: Hashable { case tail, head, sequence, sleepers, closed }
    }

    let mutation: Mutation
    private var histories: [[Message]]
    private var plainValues: [UInt64]
    private var views: [View]
    private let isSequenced: Bool

    /// What a step broke, if it did.
    private(set) var violation: String?
    /// Which of several rings the next steps are on.
    var ring = 0
    private var thread = 0
    private var choice = 0
    /// The values that the load of this step could have read.
    private(set) var optionCount = 1

    /// For a work ring of at most four slots, with the cursors at `firstPosition`.
    static func workRing(capacity: Int, firstPosition: UInt64 = 0, threadCount: Int, _ mutation: Mutation = .none) -> Self {
        var memory = Self(isSequenced: true, threadCount: threadCount, mutation)
        memory.histories[0][0].value = firstPosition
        memory.histories[1][0].value = firstPosition
        for index in 0..<capacity {
            let position = firstPosition &+ UInt64(index)
            memory.histories[2 + Int(position & UInt64(capacity - 1))][0].value = position
        }
        return memory
    }

    /// For two return rings of at most two slots.
    static func returnRings(firstPosition: UInt64 = 0, threadCount: Int, _ mutation: Mutation = .none) -> Self {
        var memory = Self(isSequenced: false, threadCount: threadCount, mutation)
        for ring in 0..<2 {
            for cursor in 0..<2 { memory.histories[6 * ring + cursor][0].value = firstPosition }
            for seen in 2..<4 { memory.plainValues[6 * ring + seen] = firstPosition }
        }
        return memory
    }

    private init(isSequenced: Bool, threadCount: Int, _ mutation: Mutation) {
        self.isSequenced = isSequenced
        self.mutation = mutation
        histories = Array(repeating: [Message(value: 0, view: View())], count: View.scalarCount)
        plainValues = Array(repeating: 0, count: View.scalarCount)
        // Plain memory is known as it is at first; see `access`.
        var view = View()
        for index in 0..<View.scalarCount where Self.isPlain(index, isSequenced) { view[index] = 1 }
        views = Array(repeating: view, count: threadCount)
    }

    private func index(_ place: RingPlace) -> Int {
        switch place {
        case .tail: 6 * ring
        case .head: 6 * ring + 1
        case .seenHead: 6 * ring + 2
        case .seenTail: 6 * ring + 3
        case .sequence(let slot): 2 + slot
        case .word(let slot): (isSequenced ? 6 : 6 * ring + 4) + slot
        case .sleepers: 12
        case .closed: 13
        }
    }

    private static func isPlain(_ index: Int, _ isSequenced: Bool) -> Bool {
        isSequenced ? 6..<10 ~= index : index < 12 && index % 6 >= 2
    }

    private func kind(_ place: RingPlace) -> Mutation.Kind {
        switch place {
        case .tail: .tail
        case .head: .head
        case .sequence: .sequence
        case .closed: .closed
        default: .sleepers
        }
    }

    // MARK: Steps

    /// The next step is `thread`'s, and its load reads the `choice`-th value from the newest on.
    mutating func begin(thread: Int, choice: Int) {
        self.thread = thread
        self.choice = choice
        optionCount = 1
    }

    /// Forgets what the step was, so that equal memories are equal; drops the history that every thread has behind it.
    mutating func end() {
        begin(thread: 0, choice: 0)
        ring = 0
        // Of what is only ever changed at once, nobody reads an old value.
        forgetHistory(14)
        forgetHistory(15)
        if mutation != .loadedAndStoredSleepers { forgetHistory(12) }
        var oldest = views[0]
        for view in views { oldest = pointwiseMin(oldest, view) }
        for index in 0..<View.scalarCount where Self.isPlain(index, isSequenced) { oldest[index] = 0 }
        guard oldest != View() else { return }
        for thread in views.indices { views[thread] &-= oldest }
        for index in histories.indices {
            if oldest[index] > 0 { histories[index].removeFirst(Int(oldest[index])) }
            for message in histories[index].indices {
                let view = histories[index][message].view
                histories[index][message].view = pointwiseMax(view, oldest) &- oldest
            }
        }
    }

    private mutating func forgetHistory(_ index: Int) {
        guard histories[index].count > 1 else { return }
        histories[index].removeFirst(histories[index].count - 1)
        for thread in views.indices { views[thread][index] = 0 }
        for word in histories.indices {
            for message in histories[word].indices { histories[word][message].view[index] = 0 }
        }
    }

    /// The thread ends: it will load nothing more, and keeps no history.
    mutating func retire(_ thread: Int) {
        for index in 0..<View.scalarCount where !Self.isPlain(index, isSequenced) {
            views[thread][index] = UInt8(histories[index].count - 1)
        }
    }

    /// Makes `thread` know all that any thread does, as one that has joined them.
    mutating func join(_ thread: Int) {
        for view in views { views[thread] = pointwiseMax(views[thread], view) }
        retire(thread)
    }

    // MARK: Words

    private mutating func readIndex(_ index: Int) -> Int {
        let newest = histories[index].count - 1
        let options = newest - Int(views[thread][index]) + 1
        guard options > 1 else { return newest }
        precondition(optionCount == 1, "one load of a step has a choice")
        optionCount = options
        return newest - choice
    }

    private mutating func see(_ message: Int, of index: Int, acquiring: Bool) {
        views[thread][index] = UInt8(message)
        if acquiring { views[thread] = pointwiseMax(views[thread], histories[index][message].view) }
    }

    private mutating func append(_ value: UInt64, _ index: Int, view: View) {
        var view = view
        view[index] = UInt8(histories[index].count)
        views[thread][index] = view[index]
        histories[index].append(Message(value: value, view: view))
    }

    mutating func load(_ place: RingPlace, _ ordering: RingOrdering) -> UInt64 {
        let index = index(place)
        let message = readIndex(index)
        see(message, of: index, acquiring: ordering == .acquiring && mutation != .relaxedLoad(kind(place)))
        return histories[index][message].value
    }

    mutating func store(_ value: UInt64, _ place: RingPlace, _ ordering: RingOrdering) {
        let index = index(place)
        if Int(views[thread][index]) != histories[index].count - 1 { violation = "stores to \(place) without an order" }
        let releases = ordering == .releasing && mutation != .relaxedStore(kind(place))
        append(value, index, view: releases ? views[thread] : View())
    }

    mutating func compareExchange(_ place: RingPlace, expected: UInt64, desired: UInt64) -> (exchanged: Bool, original: UInt64) {
        let index = index(place)
        var message = readIndex(index)
        var original = histories[index][message].value
        let newest = histories[index].count - 1
        // An exchange is made on the newest value or not at all, so an older one that is as expected is not what was read.
        if original == expected, message < newest {
            message = newest
            original = histories[index][message].value
        }
        see(message, of: index, acquiring: false)
        let isChecked = mutation != .uncheckedClaim(kind(place))
        guard original == expected || !isChecked else { return (false, original) }
        append(desired, index, view: histories[index][message].view)
        return (true, original)
    }

    mutating func or(_ bits: UInt64, _ place: RingPlace) -> UInt64 { change(place) { $0 | bits } }
    mutating func and(_ bits: UInt64, _ place: RingPlace) -> UInt64 { change(place) { $0 & bits } }

    private mutating func change(_ place: RingPlace, _ body: (UInt64) -> UInt64) -> UInt64 {
        let index = index(place)
        let message = mutation == .loadedAndStoredSleepers ? readIndex(index) : histories[index].count - 1
        see(message, of: index, acquiring: mutation != .unacquiringSleepers)
        let before = histories[index][message]
        var view = before.view
        if mutation != .unreleasingSleepers { view = pointwiseMax(view, views[thread]) }
        append(body(before.value), index, view: view)
        return before.value
    }

    /// Plain memory: an access must know of every access before it. So a view says 1 when it knows the last, else 0.
    private mutating func access(_ place: RingPlace) -> Int {
        let index = index(place)
        if views[thread][index] != 1 { violation = "threads race for \(place)" }
        for other in views.indices { views[other][index] = other == thread ? 1 : 0 }
        for word in histories.indices {
            for message in histories[word].indices { histories[word][message].view[index] = 0 }
        }
        return index
    }

    mutating func read(_ place: RingPlace) -> UInt64 { plainValues[access(place)] }
    mutating func write(_ value: UInt64, _ place: RingPlace) { plainValues[access(place)] = value }

    // MARK: Bells

    /// Whether the bell of a worker was rung.
    func isRung(_ worker: Int) -> Bool { histories[14 + worker].last!.value > 0 }

    /// A system call: what was done before is seen by whom it wakes.
    mutating func ringBell(_ worker: Int) {
        let index = 14 + worker
        see(histories[index].count - 1, of: index, acquiring: true)
        append(1, index, view: views[thread])
    }

    mutating func clearBell(_ worker: Int) {
        let index = 14 + worker
        see(histories[index].count - 1, of: index, acquiring: true)
        append(0, index, view: views[thread])
    }
}
