internal import CForest

/// Finds the steps of a piece and the numbers of its leaves, together.
///
/// Every split but the first is reached by one step, which flips one bit of the code of all rows below. A split with a single leaf
/// leaves it the split's own code; of two leaves one is moved on by a step of its own. So each place in the order of steps - a sign and
/// a bit - is given to whichever node gets a fitting code by it: mostly the largest subtree, or the one that has waited longest. Codes
/// that two leaves would share cost further steps. About 1.3 steps a split when codes are plenty, 1.6 when all are needed.
struct ReachSteps {
    // A node whose step is still to come: from `parent`, whose rows have `code`.
    private struct Waiting {
        let parent: Int32
        let child: ReachChild
        var code: UInt8
        // The binary logarithm of the number of leaves below, times 62.
        var weight: Int32 = 0
        // Children that are leaves of this piece or outside.
        var endCount = 0
        var hasOutsideOnly = false
    }

    // Nodes that wait longest are looked at; more than these gain little.
    private static let lookAheadCount = 16
    private static let lookAheadLeafCount = 24
    // Steps after which a slot's readers come first.
    private static let oldAge = 100

    private let tree: SliceTree
    private let ways: ReachWays
    private let run: Range<Int>
    private let bits: Int
    private(set) var ops: [UInt16] = []
    private(set) var codes: ReachCodes

    // By split: the step that reaches it. The root needs none.
    private var stepOfSplit: [Int32]
    // By side (0 right, 1 left): splits to reach; leaves to move to a code of their own.
    private var splits: [[Waiting]] = [[], []]
    private var leaves: [[Waiting]] = [[], []]
    // Pairs of leaves of which either is to move; `child` is the left one.
    private var pairs: [Waiting] = []
    // Whether a step wanted a slot that another step had taken over.
    private var isTooOld = false

    init(_ tree: SliceTree, _ ways: ReachWays, run: Range<Int>, bits: Int) {
        self.tree = tree
        self.ways = ways
        self.run = run
        self.bits = bits
        codes = ReachCodes(bits: bits)
        stepOfSplit = [Int32](repeating: -1, count: tree.splitCount)
        ops.reserveCapacity(4 * run.count + 64)
    }

    /// False when a slot would have to live longer than it does, or codes ran out.
    mutating func find() -> Bool {
        arrive(0, code: 0)
        let stepCountMax = 8 * (run.count + 4 * bits) + 4 * tree.splitCount
        var step = 0
        while !isDone || step % bits != 0 {
            if step > stepCountMax { return false }
            let side = (step % bits + step / bits) & 1
            if !take(step, side: side, flip: 1 << UInt8(step % bits)) {
                ops.append(UInt16(CF_REACH_SLOT_NONE * CF_OP_SCALE))
                ops.append(0)
            } else if isTooOld {
                return false
            }
            step += 1
        }
        return true
    }

    private var isDone: Bool {
        splits[0].isEmpty && splits[1].isEmpty && leaves[0].isEmpty && leaves[1].isEmpty && pairs.isEmpty
    }

    private func child(_ node: Int32) -> ReachChild {
        ways.leafCount(node, in: run) == 0 ? .outside : ReachChild(node)
    }

    // The rows of `split` have `code`: what is below it waits from now on, or has that code.
    private mutating func arrive(_ split: Int32, code: UInt8) {
        let left = child(tree.left[Int(split)])
        let right = child(tree.right[Int(split)])
        if left.isSplit { wait(split, left, code, side: 1) }
        if right.isSplit { wait(split, right, code, side: 0) }
        if left.isSplit && right.isSplit { return }
        if !left.isSplit && !right.isSplit && !left.isOutside && !right.isOutside && codes.accepts(code, isOutside: false) {
            codes.reserve(code)
            pairs.append(Waiting(parent: split, child: left, code: code))
            return
        }
        if !left.isSplit { settle(split, left, code, side: 1) }
        if !right.isSplit { settle(split, right, code, side: 0) }
    }

    private mutating func wait(_ parent: Int32, _ child: ReachChild, _ code: UInt8, side: Int) {
        let size = ways.leafCount(Int32(child.split), in: run)
        let log = Int.bitWidth - 1 - size.leadingZeroBitCount
        let weight = 62 * log + 62 * (size - 1 << log) / (1 << log)
        let left = self.child(tree.left[child.split])
        let right = self.child(tree.right[child.split])
        splits[side].append(
            Waiting(
                parent: parent, child: child, code: code, weight: Int32(weight),
                endCount: (left.isSplit ? 0 : 1) + (right.isSplit ? 0 : 1),
                hasOutsideOnly: (left.isSplit || left.isOutside) && (right.isSplit || right.isOutside)))
    }

    private mutating func settle(_ parent: Int32, _ child: ReachChild, _ code: UInt8, side: Int) {
        if codes.accepts(code, isOutside: child.isOutside) {
            codes.take(code, for: child)
        } else {
            leaves[side].append(Waiting(parent: parent, child: child, code: code))
        }
    }
}

extension ReachSteps {
    private enum Choice {
        case none, split, leaf, pair
    }

    // Gives a place to whoever gains most by it; false when nobody does.
    private mutating func take(_ step: Int, side: Int, flip: UInt8) -> Bool {
        var best = Int.min
        var choice = Choice.none
        var index = 0
        for place in 0..<min(splits[side].count, Self.lookAheadCount) {
            let waiting = splits[side][place]
            let gain =
                gain(ofSplit: waiting, code: waiting.code ^ flip) + Int(waiting.weight) + 2 * age(waiting, step)
                + urgency(waiting, step)
            if gain > best { (best, choice, index) = (gain, .split, place) }
        }
        for place in 0..<min(leaves[side].count, Self.lookAheadLeafCount) {
            let waiting = leaves[side][place]
            guard codes.accepts(waiting.code ^ flip, isOutside: waiting.child.isOutside) else { continue }
            let gain = gain(ofLeaf: waiting, code: waiting.code ^ flip) + urgency(waiting, step)
            if gain > best { (best, choice, index) = (gain, .leaf, place) }
        }
        for place in 0..<min(pairs.count, Self.lookAheadLeafCount) {
            let waiting = pairs[place]
            guard codes.accepts(waiting.code ^ flip, isOutside: waiting.child.isOutside) else { continue }
            let gain = gain(ofLeaf: waiting, code: waiting.code ^ flip) + urgency(waiting, step) - 88
            if gain > best { (best, choice, index) = (gain, .pair, place) }
        }
        switch choice {
        case .split: reach(splits[side].remove(at: index), step, flip)
        case .leaf:
            let waiting = leaves[side].remove(at: index)
            append(waiting.parent, step)
            codes.take(waiting.code ^ flip, for: waiting.child)
        case .pair: separate(pairs.remove(at: index), step, side: side, flip)
        case .none: return approach(step, side: side, flip)
        }
        return true
    }

    // The numbers of these three were found by a search over random trees of 31 to 255 leaves for the fewest steps.

    private func gain(ofSplit waiting: Waiting, code: UInt8) -> Int {
        let near = codes.freeNeighbourCount(code)
        if waiting.endCount == 0 { return 380 + 15 * near }
        if !codes.accepts(code, isOutside: waiting.hasOutsideOnly) { return -7_500 }
        if waiting.endCount == 1 { return 400 + 10 * near }
        return near == 0 ? -138 : 400 + 4 * near
    }

    private func gain(ofLeaf waiting: Waiting, code: UInt8) -> Int {
        12 * codes.freeNeighbourCount(code) - 28 * codes.freeNeighbourCount(waiting.code)
    }

    private func urgency(_ waiting: Waiting, _ step: Int) -> Int {
        let age = age(waiting, step)
        return age > Self.oldAge ? 100 * (Self.oldAge + age) : 0
    }

    private func age(_ waiting: Waiting, _ step: Int) -> Int {
        waiting.parent == 0 ? 0 : step - Int(stepOfSplit[Int(waiting.parent)])
    }

    // When only leaves wait and none has a free code at hand: one step nearer to one.
    private mutating func approach(_ step: Int, side: Int, _ flip: UInt8) -> Bool {
        if !splits[0].isEmpty || !splits[1].isEmpty { return false }
        for place in 0..<min(leaves[side].count, Self.lookAheadLeafCount) {
            let waiting = leaves[side][place]
            guard isNearer(waiting, flip) else { continue }
            leaves[side][place].code ^= flip
            append(waiting.parent, step)
            return true
        }
        for place in 0..<min(pairs.count, Self.lookAheadLeafCount) {
            let waiting = pairs[place]
            guard isNearer(waiting, flip) else { continue }
            append(waiting.parent, step)
            pairs.remove(at: place)
            codes.take(waiting.code, for: leaf(of: waiting, side: 1 - side))
            leaves[side].append(Waiting(parent: waiting.parent, child: leaf(of: waiting, side: side), code: waiting.code ^ flip))
            return true
        }
        return false
    }

    private func isNearer(_ waiting: Waiting, _ flip: UInt8) -> Bool {
        let isOutside = waiting.child.isOutside
        return codes.distance(from: waiting.code ^ flip, isOutside: isOutside)
            < codes.distance(from: waiting.code, isOutside: isOutside)
    }

    private func leaf(of pair: Waiting, side: Int) -> ReachChild {
        ReachChild(side == 1 ? tree.left[Int(pair.parent)] : tree.right[Int(pair.parent)])
    }

    private mutating func reach(_ waiting: Waiting, _ step: Int, _ flip: UInt8) {
        append(waiting.parent, step)
        stepOfSplit[waiting.child.split] = Int32(step)
        arrive(Int32(waiting.child.split), code: waiting.code ^ flip)
    }

    private mutating func separate(_ pair: Waiting, _ step: Int, side: Int, _ flip: UInt8) {
        append(pair.parent, step)
        codes.take(pair.code ^ flip, for: leaf(of: pair, side: side))
        codes.take(pair.code, for: leaf(of: pair, side: 1 - side))
    }

    private mutating func append(_ parent: Int32, _ step: Int) {
        let source: Int
        if parent == 0 {
            source = Int(CF_REACH_SLOT_ALL)
        } else {
            let reached = Int(stepOfSplit[Int(parent)])
            isTooOld = isTooOld || step - reached > Int(CF_REACH_ROUNDS) * bits
            source = 8 * (reached / bits % Int(CF_REACH_ROUNDS)) + reached % bits
        }
        ops.append(UInt16(source * Int(CF_OP_SCALE)))
        ops.append(tree.lines[Int(parent)] * UInt16(CF_OP_SCALE))
    }
}
