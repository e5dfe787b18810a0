/// Cuts a forest into runs of trees that together ask no more predicates than a group of lines may have.
struct TreeGroups {
    /// Runs of trees, in order.
    private(set) var runs: [Range<Int>] = []

    /// nil when a single tree asks too many.
    init?(_ forest: FlatForest, _ table: PredicateTable, predicateCountMax: Int) {
        var group: Int32 = 1
        var groupOfPredicate = [Int32](repeating: 0, count: table.count)
        var first = 0
        var count = 0
        for tree in 0..<forest.treeCount {
            let (firstSplit, splitCount, _, _) = forest.tree(tree)
            let predicates = table.predicateOfSplit[firstSplit..<firstSplit + splitCount]
            var new = Self.mark(predicates, group, &groupOfPredicate)
            if count + new > predicateCountMax {
                if tree == first { return nil }
                runs.append(first..<tree)
                first = tree
                count = 0
                group += 1
                new = Self.mark(predicates, group, &groupOfPredicate)
                if new > predicateCountMax { return nil }
            }
            count += new
        }
        if first < forest.treeCount { runs.append(first..<forest.treeCount) }
    }

    // How many of the predicates are new to the group, which has them from now on.
    private static func mark(_ predicates: ArraySlice<UInt32>, _ group: Int32, _ groupOfPredicate: inout [Int32]) -> Int {
        var new = 0
        for predicate in predicates where groupOfPredicate[Int(predicate)] != group {
            groupOfPredicate[Int(predicate)] = group
            new += 1
        }
        return new
    }
}
