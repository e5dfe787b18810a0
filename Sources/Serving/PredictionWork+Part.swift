internal import Codecs

extension PredictionWork {
    /// Reads and answers some of the rows of `instances`: `rowCount` elements from `instances[first]` on, with the commas between them and nothing
    /// else. The answer is their elements of `predictions`, each but `instances[0]` with a comma before it, so that the parts of a request
    /// joined in order are what `answerInstances` writes. What is refused here may be refused otherwise, or for another row, by who reads the whole.
    func answerPart(
        _ part: UnsafeRawBufferPointer, from first: Int, rowCount: Int, _ model: ServedModel, _ query: PredictionQuery
    ) throws(RowRefusal) {
        var cursor = unsafe try partCursor(part)
        var token = JSONToken()
        var answeredCount = 0
        while answeredCount < rowCount {
            let blockRowCount = min(memory.blockRowCount, rowCount &- answeredCount)
            try readBlock(&cursor, &token, from: first &+ answeredCount, rowCount: blockRowCount, model)
            try answerBlock(blockRowCount, from: first &+ answeredCount, model, query)
            clock.endScore()
            answeredCount &+= blockRowCount
        }
        do { try cursor.finishElements() } catch { throw .malformed(error) }
    }

    /// Reads a block of rows and does nothing with them: for who measures what reading costs. There are no more than a block has.
    func readPart(_ part: UnsafeRawBufferPointer, rowCount: Int, _ model: ServedModel) throws(RowRefusal) {
        var cursor = unsafe try partCursor(part)
        var token = JSONToken()
        try readBlock(&cursor, &token, from: 0, rowCount: rowCount, model)
    }

    private func readBlock(
        _ cursor: inout JSONCursor, _ token: inout JSONToken, from first: Int, rowCount: Int, _ model: ServedModel
    ) throws(RowRefusal) {
        for place in 0..<rowCount {
            guard try nextElement(&cursor, &token) else { throw .notARow(.array, instance: first &+ place) }
            try readInstance(&cursor, &token, first &+ place, at: place, model)
        }
    }

    private func partCursor(_ part: UnsafeRawBufferPointer) throws(RowRefusal) -> JSONCursor {
        do {
            return unsafe try JSONCursor(elements: part.bindMemory(to: UInt8.self), scratch: memory.text, limits: jsonLimits)
        } catch {
            throw .malformed(error)
        }
    }
}
