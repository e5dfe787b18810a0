import Network

/// A thread of a small program on rings: it takes one step at a time.
protocol RingThread: Hashable {
    /// The program is over.
    var isFinished: Bool { get }
    /// It cannot go on by itself now.
    func isBlocked(in memory: WeakMemory) -> Bool
    mutating func step(_ memory: inout WeakMemory)
}

extension RingThread {
    func isBlocked(in memory: WeakMemory) -> Bool { false }
}

/// Every order in which the steps of a few threads can happen, and every value that the memory model lets each load read.
struct Interleavings<Thread: RingThread> {
    struct World: Hashable {
        var memory: WeakMemory
        var threads: [Thread]
    }

    /// Different states that were reached.
    private(set) var stateCount = 0
    /// Different states in which no thread could go on.
    private(set) var endCount = 0
    /// What is wrong with the first state that has something wrong, and the threads that took the steps to it.
    private(set) var failure: String?

    /// `problem` says what is wrong with a state in which no thread can go on.
    init(_ memory: WeakMemory, _ threads: [Thread], problem: (World) -> String?) {
        let first = World(memory: memory, threads: threads)
        var seen: Set<World> = [first]
        var stack = [(world: first, path: "")]
        while let (world, path) = stack.popLast(), failure == nil {
            let ready = world.threads.indices.filter {
                !world.threads[$0].isFinished && !world.threads[$0].isBlocked(in: world.memory)
            }
            if ready.isEmpty {
                endCount += 1
                if let problem = problem(world) { failure = "\(problem); steps of threads\(path)" }
            }
            for thread in ready {
                var choice = 0
                var optionCount = 1
                while choice < optionCount {
                    var next = world
                    next.memory.begin(thread: thread, choice: choice)
                    next.threads[thread].step(&next.memory)
                    optionCount = next.memory.optionCount
                    if let violation = next.memory.violation { failure = "\(violation); steps of threads\(path) \(thread)" }
                    if next.threads[thread].isFinished { next.memory.retire(thread) }
                    next.memory.end()
                    if seen.insert(next).inserted { stack.append((next, path + " \(thread)")) }
                    choice += 1
                }
            }
        }
        stateCount = seen.count
    }
}
