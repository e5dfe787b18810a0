internal import Bundles
internal import Codecs
internal import Forest
internal import Tabular

/// A bundle made ready for requests: what every answer needs, worked out once. Immutable, shared by all loops.
@safe final class ServedModel: @unchecked Sendable {
    let bundle: Bundle
    /// Its place among the models of its host, by which it is counted.
    let index: Int
    /// The bundle's scorer, kept alive by it: a plain load, where a reference would be counted on every request.
    let scorerReference: Unmanaged<Scorer>
    let encoder: RowEncoder
    let decision: Decision
    /// In the contract's order, as the contract spells them.
    let featureNames: Phrases
    /// `"label":` of each class, as a member of an answer.
    let classMembers: Phrases
    /// Each class as an answer spells it: a JSON string, or a number.
    let classValues: Phrases
    /// The beginning of every answer: whose it is.
    let opening: Phrases
    /// From how many requests of one row on, ready in one turn, a row of them costs so much less than one alone that scoring them together pays.
    let gatheringRowCountMin: Int

    init(_ bundle: Bundle, index: Int) {
        self.bundle = bundle
        self.index = index
        let manifest = bundle.manifest
        unsafe scorerReference = Unmanaged.passUnretained(bundle.scorer)
        encoder = RowEncoder(manifest.contract, width: bundle.inputWidth)
        decision = Decision(manifest, bundle.forest)
        let classes = manifest.target.classes
        featureNames = Phrases(manifest.contract.features.map { Array($0.name.utf8) })
        classMembers = Phrases(classes.map { Self.quoted($0) + [UInt8(ascii: ":")] })
        classValues = Phrases(decision.hasNumericLabels ? classes.map { Array($0.utf8) } : classes.map(Self.quoted))
        var text = ByteBuffer()
        text.append("{\"model\":" as StaticString)
        text.appendJSONString(manifest.name)
        text.append(",\"version\":" as StaticString)
        text.append(manifest.version)
        text.append(",\"model_version\":\"" as StaticString)
        text.append(manifest.version)
        text.append(UInt8(ascii: "\""))
        opening = Phrases([text.bytes])
        gatheringRowCountMin = Self.gatheringRowCountMin(bundle.scorer)
    }

    /// To wait for the others of a turn costs some 200 ns a row.
    private static func gatheringRowCountMin(_ scorer: Scorer) -> Int {
        let alone = scorer.expectedNanoseconds(rowCount: 1)
        return (2...GatherBatch.rowCountMax).first { rowCount in
            let together = scorer.expectedNanoseconds(rowCount: rowCount) / Double(rowCount)
            return alone >= 1.25 * together && alone - together >= 1_000
        } ?? .max
    }

    var name: String { bundle.manifest.name }
    var version: Int { bundle.manifest.version }
    var featureCount: Int { encoder.featureCount }
    var rowByteCount: Int { encoder.rowByteCount }
    var outputCount: Int { decision.outputCount }

    static func quoted(_ text: String) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.appendJSONString(text)
        return buffer.bytes
    }
}
