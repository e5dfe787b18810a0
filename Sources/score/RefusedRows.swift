internal import Base
internal import Codecs
internal import Records
internal import Tabular

/// What the user is told of rows that the contract refuses: of the one that ends the run, and of each in the reject file.
struct RefusedRows: Sendable {
    let contract: FeatureContract
    let inputNames: [String]

    private static let shownCharacterCount = 40
    private static let shownCategoryCount = 5

    /// The reject file's first line.
    static let header = Array("input,line,row,column,reason,value\n".utf8)

    /// Lines for the reject file: input, line, row (from 1), column, reason, what was found.
    func append(_ list: RefusalList, _ slot: BlockSlot, _ layout: InputLayout) {
        for refusal in list.refusals {
            slot.rejects.appendCSVField(inputNames[slot.piece])
            slot.rejects.append(UInt8(ascii: ","))
            slot.rejects.append(slot.block.line(ofRow: refusal.row))
            slot.rejects.append(UInt8(ascii: ","))
            slot.rejects.append(slot.block.firstRow + refusal.row + 1)
            slot.rejects.append(UInt8(ascii: ","))
            if let feature = refusal.feature { slot.rejects.appendCSVField(contract.features[feature].name) }
            slot.rejects.append(UInt8(ascii: ","))
            if case .malformed(let text) = refusal.reason {
                slot.rejects.appendCSVField("malformed: " + text)
            } else {
                slot.rejects.append(refusal.reason.name)
            }
            slot.rejects.append(UInt8(ascii: ","))
            slot.rejects.appendCSVField(refusal.value)
            slot.rejects.append(UInt8(ascii: "\n"))
            slot.rejectEnds.append(slot.rejects.count)
        }
        slot.unlistedRejectCount += list.leftOutCount
    }

    func failure(_ refusal: RecordRefusal, _ slot: BlockSlot, _ layout: InputLayout) -> ScoreFailure {
        let path = inputNames[slot.piece]
        let line = slot.block.line(ofRow: refusal.row)
        let advice = "; --on-bad-row skip or null goes on without the row"
        let violation: Violation
        switch refusal.reason {
        case .malformed(let reason): return ScoreFailure(InputError(path: path, line: line, reason: reason + advice))
        case .violation(let found): violation = found
        }
        guard let feature = refusal.feature else {
            return ScoreFailure(
                InputError(path: path, line: line, reason: "has columns that are no feature of the model" + advice))
        }
        let found = Printable.quoted(refusal.value, width: Self.shownCharacterCount)
        return ScoreFailure(
            InputError(
                path: path, line: line, column: contract.features[feature].name,
                reason: "found \(found), \(accepted(contract.features[feature], violation))\(advice)"))
    }

    private func accepted(_ feature: Feature, _ violation: Violation) -> String {
        switch violation {
        case .unknownCategory:
            let names = feature.transforms.flatMap { transform -> [String] in
                switch transform {
                case .categoryMap(let names), .ordinalMap(let names): names
                case .identity: []
                }
            }
            let shown = names.prefix(Self.shownCategoryCount)
                .map { Printable.quoted($0, width: Self.shownCharacterCount) }.joined(separator: ", ")
            let more = names.count > Self.shownCategoryCount ? ", ..." : ""
            return "which is none of the model's \(names.count) categories (\(shown)\(more))"
        case .outOfRange:
            guard let range = feature.range else { return "which is out of range" }
            return "accepted is \(Printable.number(range.lowerBound)) to \(Printable.number(range.upperBound))"
        case .wrongType:
            let markers = contract.missingMarkers.map { Printable.quoted($0, width: Self.shownCharacterCount) }
            return "accepted is a number" + (markers.isEmpty ? "" : " or, for a missing one, \(markers.joined(separator: " "))")
        case .missingFeature: return "a value is needed"
        case .extraField: return "which is no feature of the model"
        }
    }
}
