internal import Bundles
internal import Codecs

/// Rows in blocks: each block is scored and answered before the next one is read, so that many rows take no more memory than one block.
extension PredictionWork {
    /// Reads and answers the rows of `instances`; returns their count.
    func answerInstances(
        _ cursor: inout JSONCursor, _ token: inout JSONToken, _ model: ServedModel, _ query: PredictionQuery
    ) throws(RowRefusal) -> Int {
        var answeredCount = 0
        var waitingCount = 0
        while try nextElement(&cursor, &token) {
            let instance = answeredCount &+ waitingCount
            guard instance < options.rowCountMax else { throw .tooManyRows(rowCountMax: options.rowCountMax) }
            if waitingCount == memory.blockRowCount {
                if answeredCount == 0 { openPredictions(model) }
                try answerBlock(waitingCount, from: answeredCount, model, query)
                clock.endScore()
                answeredCount = instance
                waitingCount = 0
            }
            try readInstance(&cursor, &token, instance, at: waitingCount, model)
            waitingCount &+= 1
        }
        let count = answeredCount &+ waitingCount
        guard count > 0 else { throw .noRows }
        if count == 1 {
            answerOnlyInstance(model, query)
        } else {
            if answeredCount == 0 { openPredictions(model) }
            try answerBlock(waitingCount, from: answeredCount, model, query)
            closePredictions()
        }
        return count
    }

    /// An element of `instances` into a row of the block.
    @inline(__always)
    func readInstance(
        _ cursor: inout JSONCursor, _ token: inout JSONToken, _ instance: Int, at place: Int, _ model: ServedModel
    ) throws(RowRefusal) {
        let row = unsafe RowPlace(memory.rows + place &* model.rowByteCount, instance: instance)
        switch token.kind {
        case .array: try readElements(&cursor, &token, row, model)
        case .object: try readMembers(&cursor, &token, row, model)
        default: throw .notARow(token.kind, instance: instance)
        }
    }

    /// The flat answer to a body that is one row.
    func answerRow(_ model: ServedModel, _ query: PredictionQuery) {
        score(rowCount: 1, model)
        unsafe answer.append(contentsOf: model.opening[0])
        answer.append(UInt8(ascii: ","))
        writeRow(0, model, query)
        answer.append(UInt8(ascii: "}"))
    }

    /// The answer to `instances` of one row has both forms, for clients of either.
    private func answerOnlyInstance(_ model: ServedModel, _ query: PredictionQuery) {
        score(rowCount: 1, model)
        unsafe answer.append(contentsOf: model.opening[0])
        answer.append(UInt8(ascii: ","))
        writeRow(0, model, query)
        answer.append(",\"predictions\":[{" as StaticString)
        writeRow(0, model, query)
        answer.append("}]}" as StaticString)
    }

    /// What stands before the elements of `predictions`, and behind them.
    func openPredictions(_ model: ServedModel) {
        unsafe answer.append(contentsOf: model.opening[0])
        answer.append(",\"predictions\":[" as StaticString)
    }

    func closePredictions() { answer.append("]}" as StaticString) }

    /// Scores the rows of the block, of which the first is `instances[first]`, and writes an element of `predictions` for each.
    func answerBlock(_ rowCount: Int, from first: Int, _ model: ServedModel, _ query: PredictionQuery) throws(RowRefusal) {
        if query.isLate { throw .late }
        score(rowCount: rowCount, model)
        for row in 0..<rowCount {
            answer.append(first &+ row == 0 ? "{" : ",{" as StaticString)
            writeRow(row, model, query)
            answer.append(UInt8(ascii: "}"))
            guard answer.count <= options.answerByteCountMax else {
                throw .answerTooLarge(byteCountMax: options.answerByteCountMax, instance: first &+ row)
            }
        }
    }

    /// Margins and predictions of the first rows of the block.
    func score(rowCount: Int, _ model: ServedModel) {
        let memory = memory
        clock.beginScore()
        unsafe model.score(memory.rows, rowCount: rowCount, margins: memory.margins, predictions: memory.predictions)
        unsafe model.count(memory.predictions, rowCount: rowCount, in: counters)
    }

    /// The members that tell about one row of the block.
    func writeRow(_ row: Int, _ model: ServedModel, _ query: PredictionQuery) {
        let offset = row &* model.outputCount
        let memory = memory
        unsafe model.writeRow(
            predictions: memory.predictions + offset, margins: query.wantsMargin ? UnsafePointer(memory.margins + offset) : nil,
            withProbabilities: query.wantsProbabilities(model.decision.task), into: &answer)
    }
}
