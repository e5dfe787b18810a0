/// What somebody may have meant who wrote a name that there is not.
public enum NearestName {
    /// ` (did you mean NAME?)` when one of `names` is close, else nothing.
    public static func hint(for found: String, among names: [String]) -> String {
        // Longer texts are no slip of the fingers, and the comparison is quadratic.
        guard found.utf8.count <= 64 else { return "" }
        let distances = names.map { (name: $0, distance: distance(Array(found.utf8), Array($0.utf8))) }
        guard let nearest = distances.min(by: { $0.distance < $1.distance }), nearest.distance <= max(2, found.utf8.count / 4)
        else { return "" }
        return " (did you mean \(nearest.name)?)"
    }

    /// Bytes put in, left out or replaced, and neighbours exchanged, to make one text of the other (optimal string alignment).
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var twoBefore: [Int] = []
        var before = Array(0...second.count)
        for row in 0..<first.count {
            var current = [row + 1]
            for column in 0..<second.count {
                let replaced = before[column] + (first[row] == second[column] ? 0 : 1)
                var least = min(replaced, before[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    least = min(least, twoBefore[column - 1] + 1)
                }
                current.append(least)
            }
            (twoBefore, before) = (before, current)
        }
        return before[second.count]
    }
}
