internal import Bundles
internal import Codecs

/// Rows in blocks: each block is scored and answered before the next one is read, so that many rows take no more memory than one block.
extension PredictionWork {
    /// Reads the rows of `instances`, and answers them when they are several; returns their count.
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
        if count == 1 { return 1 }
        if answeredCount == 0 { openPredictions(model) }
        try answerBlock(waitingCount, from: answeredCount, model, query)
        closePredictions()
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

    /// Scores the one row of a body and writes the answer.
    func answerOne(_ form: OneRowForm, _ model: ServedModel, _ query: PredictionQuery) {
        score(rowCount: 1, model)
        let memory = memory
        unsafe writeOne(form, model, query, predictions: memory.predictions, margins: memory.margins)
    }

    /// The answer to a body of one row, of which this was computed.
    func writeOne(
        _ form: OneRowForm, _ model: ServedModel, _ query: PredictionQuery, predictions: UnsafePointer<Double>,
        margins: UnsafePointer<Double>
    ) {
        unsafe answer.append(contentsOf: model.opening[0])
        answer.append(UInt8(ascii: ","))
        unsafe write(predictions, margins, model, query)
        if form == .onlyInstance {
            answer.append(",\"predictions\":[{" as StaticString)
            unsafe write(predictions, margins, model, query)
            answer.append("}]" as StaticString)
        }
        answer.append(UInt8(ascii: "}"))
    }

    /// What stands before the elements of `predictions`, and behind them.
    func openPredictions(_ model: ServedModel) {
        unsafe answer.append(contentsOf: model.opening[0])
        answer.append(",\"predictions\":[" as StaticString)
    }

    func closePredictions() { answer.append(Self.predictionsEnd) }

    private static let predictionsEnd: StaticString = "]}"

    /// Whether an answer of so many bytes before the end of `predictions` is not too large with it.
    func mayAnswer(openByteCount: Int) -> Bool {
        openByteCount &+ Self.predictionsEnd.utf8CodeUnitCount <= options.answerByteCountMax
    }

    /// Scores the rows of the block, of which the first is `instances[first]`, and writes an element of `predictions` for each.
    func answerBlock(_ rowCount: Int, from first: Int, _ model: ServedModel, _ query: PredictionQuery) throws(RowRefusal) {
        if query.isLate { throw .late }
        score(rowCount: rowCount, model)
        for row in 0..<rowCount {
            answer.append(first &+ row == 0 ? "{" : ",{" as StaticString)
            writeRow(row, model, query)
            answer.append(UInt8(ascii: "}"))
            guard mayAnswer(openByteCount: answer.count) else {
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
        unsafe write(memory.predictions + offset, memory.margins + offset, model, query)
    }

    @inline(__always)
    private func write(
        _ predictions: UnsafePointer<Double>, _ margins: UnsafePointer<Double>, _ model: ServedModel, _ query: PredictionQuery
    ) {
        unsafe model.writeRow(
            predictions: predictions, margins: query.wantsMargin ? margins : nil,
            withProbabilities: query.wantsProbabilities(model.decision.task), into: &answer)
    }
}
