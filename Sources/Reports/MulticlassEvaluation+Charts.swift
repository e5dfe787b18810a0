extension MulticlassEvaluation {
    /// nil without a class.
    var confusionChart: MatrixChart? {
        guard !classes.isEmpty else { return nil }
        let rowCounts = rowCounts
        let total = rowCounts.reduce(0, +)
        let hits = classes.indices.reduce(0) { $0 + count(actual: $1, predicted: $1) }
        let shown = Self.mostFrequent(rowCounts, limit: ReportLimits.matrixClassesMax)
        var names = shown.map { classes[$0] }
        var summary = "Rows of the \(split) data by their actual and predicted class; framed cells are right:"
        summary += " \(NumberText.percent(Double(hits) / Double(max(total, 1)))) of \(NumberText.count(total))."
        var counts = shown.map { row in shown.map { count(actual: row, predicted: $0) } }
        let restCount = classes.count - shown.count
        if restCount > 0 {
            names.append("other (\(NumberText.count(restCount)))")
            counts = withRest(counts, shown: shown)
            summary +=
                " The \(NumberText.count(shown.count)) most frequent of \(NumberText.count(classes.count)) classes are shown."
        }
        return MatrixChart(
            title: "Confusion matrix", summary: summary, rowTitle: "Actual", columnTitle: "Predicted", rowNames: names,
            columnNames: names, counts: counts, framedDiagonalCount: shown.count)
    }

    /// Precision, recall and F1 of each class.
    var classTable: HTMLTable? {
        guard !classes.isEmpty else { return nil }
        let rowCounts = rowCounts
        let rows = classes.indices.prefix(ReportLimits.classesMax).map { index in
            var row: [HTMLTable.Cell] = [.text(ReportLimits.shortened(classes[index])), .count(rowCounts[index])]
            if qualities.indices.contains(index) {
                let quality = qualities[index]
                row += [.number(quality.precision), .number(quality.recall), .number(quality.f1)]
            }
            return row
        }
        let left = classes.count - rows.count
        return HTMLTable(
            columns: ["Class", "Rows"] + (qualities.isEmpty ? [] : ["Precision", "Recall", "F1"]), rows: rows,
            note: left > 0 ? "\(NumberText.count(left)) more classes are not shown." : "")
    }

    /// Indices of the most frequent classes, in their own order; the earlier of two equally frequent ones.
    private static func mostFrequent(_ rowCounts: [Int], limit: Int) -> [Int] {
        let ranked = rowCounts.indices.sorted { (rowCounts[$1], $0) < (rowCounts[$0], $1) }
        return ranked.prefix(limit).sorted()
    }

    /// The counts with one more row and column for the classes that are not shown.
    private func withRest(_ counts: [[Int]], shown: [Int]) -> [[Int]] {
        let hidden = Set(classes.indices).subtracting(shown)
        var counts = counts
        var rest = [Int](repeating: 0, count: shown.count + 1)
        for (position, row) in shown.enumerated() {
            counts[position].append(hidden.reduce(0) { $0 + count(actual: row, predicted: $1) })
        }
        for row in hidden {
            for (position, column) in shown.enumerated() { rest[position] += count(actual: row, predicted: column) }
            rest[shown.count] += hidden.reduce(0) { $0 + count(actual: row, predicted: $1) }
        }
        return counts + [rest]
    }
}
