/// What the target is, once all of it was seen.
extension TargetProfiler {
    /// The target by the task that was asked for, or by the task that its values suggest.
    ///
    /// Inferred: texts are classes. Numbers are classes when there are two different ones, or when they are whole, at most 20, and
    /// have 20 rows each on average; else they are amounts.
    func finish(positiveClass: String?) throws(InputError) -> TargetProfile {
        guard rowCount > droppedRowCount else {
            throw error("every value is missing; a target with values is accepted")
        }
        let classes = classTable()
        let task = self.task ?? inferredTask(classes)
        if task == .regression { return try regression(positiveClass: positiveClass) }
        guard let classes else {
            throw error(
                "the target has more than \(classCountMax) different values; at most \(classCountMax) classes are accepted")
        }
        return try classification(classes, task, positiveClass: positiveClass)
    }

    /// Labels in class order, the class of each text, and the rows of each class.
    struct ClassTable {
        var labels: [String] = []
        var values: [Double] = []
        var counts: [Int] = []
        var classOfText: [UInt32]
    }

    /// Nil when there are too many. Numbers that are equal are one class, labelled by their shortest spelling.
    private func classTable() -> ClassTable? {
        guard textOfRow != nil else { return nil }
        var order = texts.bytewiseOrder()
        let isNumeric = firstText == nil
        var valueOfText = [Double](repeating: .nan, count: texts.count)
        if isNumeric {
            for index in order { valueOfText[index] = reader.double(texts.text(index)) ?? .nan }
            let place = order.indices.reduce(into: [Int](repeating: 0, count: texts.count)) { $0[order[$1]] = $1 }
            let length = (0..<texts.count).map { texts.text($0).utf8.count }
            order.sort { (valueOfText[$0], length[$0], place[$0]) < (valueOfText[$1], length[$1], place[$1]) }
        }
        var table = ClassTable(classOfText: [UInt32](repeating: 0, count: texts.count))
        for index in order {
            if !isNumeric || table.values.last != valueOfText[index] {
                table.labels.append(texts.text(index))
                table.values.append(valueOfText[index])
                table.counts.append(0)
            }
            table.counts[table.counts.count - 1] += texts.rowCount(index)
            table.classOfText[index] = UInt32(table.labels.count - 1)
        }
        return table
    }

    private func inferredTask(_ classes: ClassTable?) -> LearningTask {
        guard let classes else { return .regression }
        let count = classes.labels.count
        if count <= 2 { return .binary }
        if firstText != nil { return .multiclass }
        let isWhole = classes.values.allSatisfy { $0.rounded(.towardZero) == $0 }
        let isFrequent = count * Self.inferredClassRowCountMin <= rowCount - droppedRowCount
        return isWhole && isFrequent && count <= Self.inferredClassCountMax ? .multiclass : .regression
    }

    private func regression(positiveClass: String?) throws(InputError) -> TargetProfile {
        guard positiveClass == nil else {
            throw error("--positive-class names a class, and the task is regression; it belongs to a binary task")
        }
        guard let values else {
            throw error(
                "found \(firstText?.text ?? "a text") where the target's number belongs; numbers are accepted for regression",
                line: firstText?.line)
        }
        if let firstInfinity {
            throw error("the target is \(firstInfinity.text); numbers up to 3.4e38 are accepted", line: firstInfinity.line)
        }
        let first = values.first { !$0.isNaN } ?? 0
        if values.allSatisfy({ $0.isNaN || $0 == first }) { throw constant("\(first)") }
        return TargetProfile(
            name: name, column: column, task: .regression, classLabels: [], classCounts: [], classes: [], values: values,
            droppedRowCount: droppedRowCount)
    }

    private func classification(
        _ classes: ClassTable, _ task: LearningTask, positiveClass: String?
    ) throws(InputError) -> TargetProfile {
        var classes = classes
        let count = classes.labels.count
        guard count > 1 else { throw constant(classes.labels.first ?? "") }
        if task == .binary, count != 2 {
            throw error("a binary task has two classes, and the target has \(count): \(Self.list(classes.labels))")
        }
        if let positiveClass {
            guard task == .binary else {
                throw error("--positive-class belongs to a binary task, and the target has \(count) classes")
            }
            guard let positive = index(of: positiveClass, in: classes) else {
                throw error("there is no class \"\(positiveClass)\"; the classes are \(Self.list(classes.labels))")
            }
            if positive == 0 {
                classes.labels.swapAt(0, 1)
                classes.counts.swapAt(0, 1)
                classes.classOfText = classes.classOfText.map { 1 - $0 }
            }
        }
        let classOfRow = textOfRow?.map { $0 == TargetProfile.dropped ? $0 : classes.classOfText[Int($0)] } ?? []
        return TargetProfile(
            name: name, column: column, task: task, classLabels: classes.labels,
            classCounts: classes.counts, classes: classOfRow, values: [], droppedRowCount: droppedRowCount)
    }

    private func index(of label: String, in classes: ClassTable) -> Int? {
        if let index = classes.labels.firstIndex(spelled: label) { return index }
        guard firstText == nil, let value = Double(label) else { return nil }
        return classes.values.firstIndex(of: value)
    }

    private func constant(_ value: String) -> InputError {
        error("the target is constant: every row has \"\(value)\"; at least two different values are accepted")
    }

    /// The first of the names, for messages.
    static func list(_ names: [String], countMax: Int = 20) -> String {
        let shown = names.prefix(countMax).joined(separator: ", ")
        return names.count > countMax ? shown + ", ... (\(names.count) in all)" : shown
    }
}
