internal import Bundles
internal import Codecs
internal import Forest

extension ServedModel {
    /// Margins and predictions of rows of the encoder's width, each `featureCount` numbers after the one before.
    func score(
        _ rows: UnsafeRawPointer, rowCount: Int, margins: UnsafeMutablePointer<Double>,
        predictions: UnsafeMutablePointer<Double>
    ) {
        unsafe scorerReference._withUnsafeGuaranteedRef { scorer in
            unsafe scorer.margins(inputRows: rows, rowCount: rowCount, rowStride: featureCount, into: margins)
            unsafe scorer.predictions(margins: margins, rowCount: rowCount, into: predictions)
        }
    }

    /// What is answered to one row, as members of an object: with its margins when they are given.
    func writeRow(
        predictions: UnsafePointer<Double>, margins: UnsafePointer<Double>?, withProbabilities: Bool,
        into answer: inout ByteBuffer
    ) {
        answer.append("\"prediction\":" as StaticString)
        switch decision.task {
        case .regression:
            unsafe appendOutputs(predictions, to: &answer)
        case .binary:
            unsafe answer.append(contentsOf: classValues[decision.classIndex(predictions)])
            if decision.hasProbabilities {
                answer.append(",\"probability\":" as StaticString)
                unsafe append(predictions[0], to: &answer)
                if withProbabilities { unsafe appendBinary(predictions[0], to: &answer) }
            }
        case .multiclass:
            unsafe answer.append(contentsOf: classValues[decision.classIndex(predictions)])
            if withProbabilities {
                answer.append(",\"probabilities\":" as StaticString)
                unsafe appendByClass(predictions, to: &answer)
            }
        }
        if decision.hasProbabilities {
            answer.append(",\"confidence\":" as StaticString)
            unsafe append(decision.confidence(predictions), to: &answer)
        }
        if let margins = unsafe margins {
            answer.append(",\"margin\":" as StaticString)
            if decision.task == .multiclass {
                unsafe appendByClass(margins, to: &answer)
            } else {
                unsafe appendOutputs(margins, to: &answer)
            }
        }
    }

    /// The probabilities of both classes, the positive one second.
    private func appendBinary(_ positive: Double, to answer: inout ByteBuffer) {
        answer.append(",\"probabilities\":{" as StaticString)
        unsafe answer.append(contentsOf: classMembers[0])
        append(decision.negativeProbability(positive), to: &answer)
        answer.append(UInt8(ascii: ","))
        unsafe answer.append(contentsOf: classMembers[1])
        append(positive, to: &answer)
        answer.append(UInt8(ascii: "}"))
    }

    /// The number, or an array of one for each target.
    private func appendOutputs(_ values: UnsafePointer<Double>, to answer: inout ByteBuffer) {
        if outputCount == 1 { return unsafe append(values[0], to: &answer) }
        for output in 0..<outputCount {
            answer.append(output == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
            unsafe append(values[output], to: &answer)
        }
        answer.append(UInt8(ascii: "]"))
    }

    private func appendByClass(_ values: UnsafePointer<Double>, to answer: inout ByteBuffer) {
        for output in 0..<outputCount {
            answer.append(output == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            unsafe answer.append(contentsOf: classMembers[output])
            unsafe append(values[output], to: &answer)
        }
        answer.append(UInt8(ascii: "}"))
    }

    /// The shortest decimal that reads back as the same value; a text for what JSON has no number for.
    private func append(_ value: Double, to answer: inout ByteBuffer) {
        let isQuoted = !value.isFinite
        if isQuoted { answer.append(UInt8(ascii: "\"")) }
        if decision.isFloat32 { answer.append(Float(value)) } else { answer.append(value) }
        if isQuoted { answer.append(UInt8(ascii: "\"")) }
    }
}
