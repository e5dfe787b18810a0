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
                try answerBlock(waitingCount, after: answeredCount, model, query)
                clock.endScore()
                answeredCount = instance
                waitingCount = 0
            }
            let row = unsafe RowPlace(memory.rows + waitingCount &* model.rowByteCount, instance: instance)
            switch token.kind {
            case .array: try readElements(&cursor, &token, row, model)
            case .object: try readMembers(&cursor, &token, row, model)
            default: throw .notARow(token.kind, instance: instance)
            }
            waitingCount &+= 1
        }
        let count = answeredCount &+ waitingCount
        guard count > 0 else { throw .noRows }
        if count == 1 {
            answerOnlyInstance(model, query)
        } else {
            try answerBlock(waitingCount, after: answeredCount, model, query)
            answer.append("]}" as StaticString)
        }
        return count
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

    /// Scores the rows that wait and writes an element of `predictions` for each.
    private func answerBlock(
        _ rowCount: Int, after answeredCount: Int, _ model: ServedModel, _ query: PredictionQuery
    ) throws(RowRefusal) {
        score(rowCount: rowCount, model)
        if answeredCount == 0 {
            unsafe answer.append(contentsOf: model.opening[0])
            answer.append(",\"predictions\":[" as StaticString)
        }
        for row in 0..<rowCount {
            answer.append(answeredCount &+ row == 0 ? "{" : ",{" as StaticString)
            writeRow(row, model, query)
            answer.append(UInt8(ascii: "}"))
            guard answer.count <= options.answerByteCountMax else {
                throw .answerTooLarge(byteCountMax: options.answerByteCountMax, instance: answeredCount &+ row)
            }
        }
    }

    private func score(rowCount: Int, _ model: ServedModel) {
        let memory = memory
        clock.beginScore()
        unsafe model.score(memory.rows, rowCount: rowCount, margins: memory.margins, predictions: memory.predictions)
        unsafe model.count(memory.predictions, rowCount: rowCount, in: counters)
    }

    /// The members that tell about one row of the block.
    private func writeRow(_ row: Int, _ model: ServedModel, _ query: PredictionQuery) {
        let offset = row &* model.outputCount
        let memory = memory
        unsafe model.writeRow(
            predictions: memory.predictions + offset, margins: query.wantsMargin ? UnsafePointer(memory.margins + offset) : nil,
            withProbabilities: query.wantsProbabilities(model.decision.task), into: &answer)
    }
}
