import Bundles
import Codecs
import Forest
import Tabular

/// What a body asks of a model, read the slow way: the whole document first, then rule by rule, then the reference scorer.
struct PredictionOracle {
    let manifest: Manifest
    let reference: ReferenceScorer
    let rowCountMax: Int
    private let encoder: RowEncoder
    private let isWide: Bool

    init(_ manifest: Manifest, _ reference: ReferenceScorer, rowCountMax: Int) {
        self.manifest = manifest
        self.reference = reference
        self.rowCountMax = rowCountMax
        isWide = reference.ensemble.arithmetic.inputWidth == .float64
        encoder = RowEncoder(manifest.contract, width: isWide ? .float64 : .float32)
    }

    struct Reading {
        /// Numbers of the model's input width.
        var rows: [[Double]] = []
        var isInstances = false
        /// Those that the policy lets pass.
        var violations: [Violation] = []
    }

    /// Members of one object that are no feature.
    static let extraCountMax = 1024

    /// Nil when the body is to be refused.
    func read(_ body: [UInt8]) -> Reading? {
        guard case .object(let members)? = JSONTree(body), hasNamesOnce(members) else { return nil }
        var reading = Reading()
        var features: [(name: [UInt8], value: JSONTree)] = []
        var extras = 0
        var shapes: [[JSONTree]] = []
        for member in members {
            if case .array(let elements) = member.value, ["features", "instances"].contains(text(member.name)) {
                shapes.append(elements)
                reading.isInstances = text(member.name) == "instances"
            } else if index(of: member.name) != nil {
                features.append(member)
            } else {
                extras += 1
            }
        }
        guard pass(extras, &reading), shapes.count + (features.isEmpty ? 0 : 1) == 1 else { return nil }
        guard let elements = shapes.first else { return readObject(features, &reading) ? reading : nil }
        if !reading.isInstances { return readArray(elements, &reading) ? reading : nil }
        guard !elements.isEmpty, elements.count <= rowCountMax else { return nil }
        for element in elements {
            switch element {
            case .array(let elements): guard readArray(elements, &reading) else { return nil }
            case .object(let members): guard hasNamesOnce(members), readObject(members, &reading) else { return nil }
            default: return nil
            }
        }
        return reading
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func hasNamesOnce(_ members: [(name: [UInt8], value: JSONTree)]) -> Bool {
        Set(members.map(\.name)).count == members.count
    }

    private func index(of name: [UInt8]) -> Int? {
        manifest.contract.features.firstIndex { Array($0.name.utf8) == name }
    }

    /// Members that are no feature.
    private func pass(_ extraCount: Int, _ reading: inout Reading) -> Bool {
        reading.violations += Array(repeating: .extraField, count: extraCount)
        return extraCount == 0 || manifest.contract.policy != .strict && extraCount <= Self.extraCountMax
    }

    private func readArray(_ elements: [JSONTree], _ reading: inout Reading) -> Bool {
        guard elements.count == manifest.contract.features.count else { return false }
        var row: [Double] = []
        for (feature, element) in elements.enumerated() {
            guard let code = encode(element, feature, &reading) else { return false }
            row.append(code)
        }
        reading.rows.append(row)
        return true
    }

    private func readObject(_ members: [(name: [UInt8], value: JSONTree)], _ reading: inout Reading) -> Bool {
        let extraCount = members.count { index(of: $0.name) == nil }
        guard extraCount < members.count, pass(extraCount, &reading) else { return false }
        var row: [Double] = []
        for (feature, known) in manifest.contract.features.enumerated() {
            if let member = members.first(where: { $0.name == Array(known.name.utf8) }) {
                guard let code = encode(member.value, feature, &reading) else { return false }
                row.append(code)
            } else {
                guard manifest.contract.policy != .strict else { return false }
                reading.violations.append(.missingFeature)
                row.append(.nan)
            }
        }
        reading.rows.append(row)
        return true
    }

    private func encode(_ value: JSONTree, _ feature: Int, _ reading: inout Reading) -> Double? {
        if let category = category(of: value, feature) { return encode(category, &reading) }
        // Room for a row of either width.
        var row = [Double](repeating: .nan, count: manifest.contract.features.count)
        guard let outcome = unsafe row.withUnsafeMutableBytes({ unsafe outcome(of: value, feature, $0.baseAddress!) }) else {
            return nil
        }
        if let violation = outcome.violation { reading.violations.append(violation) }
        guard outcome.accepted else { return nil }
        return unsafe row.withUnsafeBytes { row in
            isWide
                ? unsafe row.load(fromByteOffset: feature * 8, as: Double.self)
                : Double(unsafe row.load(fromByteOffset: feature * 4, as: Float.self))
        }
    }

    private func encode(_ category: Category, _ reading: inout Reading) -> Double? {
        switch category {
        case .known(let place): return Double(place)
        case .missing: return .nan
        case .unknown:
            reading.violations.append(.unknownCategory)
            return manifest.contract.policy == .strict ? nil : .nan
        case .wrongType:
            reading.violations.append(.wrongType)
            return manifest.contract.policy == .repair ? .nan : nil
        }
    }

    /// Nil for what is no value.
    private func outcome(of value: JSONTree, _ feature: Int, _ row: UnsafeMutableRawPointer) -> RowEncoder.Outcome? {
        unsafe encoder.setMissing(feature: feature, row: row)
        switch value {
        case .null: return .clean
        case .bool(let flag): return unsafe encoder.encode(boolean: flag, feature: feature, row: row)
        case .number(let text):
            return unsafe Array(text.utf8).withUnsafeBufferPointer {
                unsafe encoder.encode(number: Float(text)!, text: $0, feature: feature, row: row)
            }
        case .text(let bytes):
            if isQuotedNumber(bytes, feature) {
                return .init(accepted: manifest.contract.policy == .repair, violation: .wrongType)
            }
            return unsafe bytes.withUnsafeBufferPointer { unsafe encoder.encode(text: $0, feature: feature, row: row) }
        case .array, .object: return nil
        }
    }

    /// A text that is a number, for a feature that is one; a missing marker is none.
    private func isQuotedNumber(_ bytes: [UInt8], _ feature: Int) -> Bool {
        guard manifest.contract.features[feature].kind == .numeric else { return false }
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let trimmed = bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        guard trimmed.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return false }
        let text = String(decoding: Array(trimmed), as: UTF8.self)
        return Float(text) != nil && !manifest.contract.missingMarkers.contains(text)
    }
}
