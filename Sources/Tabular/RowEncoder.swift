internal import Codecs

/// A feature contract compiled for speed: fields in, codes of the model's input width out, the same for training, batch and online.
///
/// A number becomes itself, a category its place in the feature's map, and what is missing NaN. The encoder owns its tables, is
/// never changed after it was made, and serves any number of threads. No call allocates.
@safe public final class RowEncoder: @unchecked Sendable {
    public let contract: FeatureContract
    public let featureCount: Int
    /// Of the numbers in rows that are given as raw memory.
    public let width: InputWidth

    let plans: UnsafeMutablePointer<FeaturePlan>
    let reader: FieldReader
    let refusals: ViolationSet
    let repairs: Bool
    private let names: TextTable
    private let tables: [(TextTable, ShortTexts)]
    let instructions: TextInstructions
    /// Numbers may be read without looking for markers among them.
    let readsPlainNumbers: Bool
    /// Between what a number that JSON spells as one goes into a row as it is.
    let plainNumberBounds: PlainNumberBounds
    /// The features as members of JSON objects.
    let spellings: JSONMemberSpellings

    /// Of two features with one name, or two maps of one feature, the first counts; a contract that was read from a bundle has neither.
    public init(_ contract: FeatureContract, width: InputWidth = .float32, instructions: TextInstructions = .best) {
        self.contract = contract
        self.instructions = instructions
        self.width = width
        featureCount = contract.features.count
        reader = FieldReader(missingMarkers: contract.missingMarkers)
        readsPlainNumbers = !reader.hasNumericMarkers
        refusals = ViolationSet(refusedBy: contract.policy)
        repairs = contract.policy == .repair
        names = TextTable(contract.features.map(\.name))
        unsafe plans = .allocate(capacity: max(1, featureCount))
        var tables: [(TextTable, ShortTexts)] = []
        for (index, feature) in contract.features.enumerated() {
            var (plan, table) = Self.plan(feature, reader)
            if let table {
                let short = ShortTexts(table)
                unsafe plan.shortTexts = short.table
                tables.append((table, short))
            }
            unsafe (plans + index).initialize(to: plan)
        }
        self.tables = tables
        spellings = JSONMemberSpellings(contract.features.map(\.name))
        unsafe plainNumberBounds = PlainNumberBounds(
            plans, featureCount: featureCount, width: width, isOpen: readsPlainNumbers)
    }

    deinit {
        plainNumberBounds.deallocate()
        spellings.deallocate()
        unsafe plans.deallocate()
    }

    /// What became of one field. `accepted` with a violation means that the policy let it pass (repaired or as it was).
    public struct Outcome: Sendable, Equatable {
        public var accepted: Bool
        public var violation: Violation?
        public init(accepted: Bool, violation: Violation?) {
            self.accepted = accepted
            self.violation = violation
        }
        public static let clean = Outcome(accepted: true, violation: nil)
    }

    /// The index of the feature of that name, or nil. No allocation.
    public func featureIndex(named name: UnsafeBufferPointer<UInt8>) -> Int? {
        let index = unsafe names.view.index(of: name)
        return index >= 0 ? index : nil
    }

    /// The index of the feature of that name, or nil.
    public func featureIndex(named name: String) -> Int? {
        let index = names.index(of: name)
        return index >= 0 ? index : nil
    }

    /// Encodes a field that is text (a CSV field, a JSON string). Missing becomes NaN. No allocation.
    public func encode(text: UnsafeBufferPointer<UInt8>, feature: Int, into code: inout Float) -> Outcome {
        precondition(feature >= 0 && feature < featureCount, "no such feature")
        return outcome(unsafe encodeText(text, plans + feature, &code))
    }

    /// Encodes a number that was already parsed; `text` is its spelling, for features whose categories are spelled as numbers.
    /// A spelling that is a missing marker is missing here too, so that a row means the same in CSV and JSON.
    public func encode(
        number: Float, text: UnsafeBufferPointer<UInt8>, feature: Int, into code: inout Float
    ) -> Outcome {
        precondition(feature >= 0 && feature < featureCount, "no such feature")
        return outcome(unsafe encodeNumber(number, text, plans + feature, &code))
    }

    /// Encodes a JSON true or false: 1 or 0 for a number; for a category the first of `true`, `True`, `TRUE` (or `false`, ...) that
    /// the feature lists.
    public func encode(boolean: Bool, feature: Int, into code: inout Float) -> Outcome {
        precondition(feature >= 0 && feature < featureCount, "no such feature")
        return outcome(unsafe encodeBoolean(boolean, plans + feature, &code))
    }

    /// What a feature that the row does not have becomes under the policy.
    public func encodeAbsent(feature: Int, into code: inout Float) -> Outcome {
        code = .nan
        return outcome(.missingFeature)
    }

    /// What the policy says about a field that is no feature.
    public func outcomeOfExtraField() -> Outcome { outcome(.extraField) }

    @inline(__always)
    func outcome(_ violation: Violation?) -> Outcome {
        guard let violation else { return .clean }
        return Outcome(accepted: !refusals.contains(violation), violation: violation)
    }
}

extension RowEncoder {
    private static func plan(_ feature: Feature, _ reader: FieldReader) -> (FeaturePlan, TextTable?) {
        var plan = FeaturePlan.number
        for transform in feature.transforms {
            switch transform {
            case .identity: continue
            case .categoryMap(let texts), .ordinalMap(let texts):
                let table = TextTable(texts)
                plan.categories = table.view
                plan.hasNumericSpelling = texts.contains { text in
                    reader.double(text) != nil
                }
                plan.trueCode = code(of: ["true", "True", "TRUE"], in: table)
                plan.falseCode = code(of: ["false", "False", "FALSE"], in: table)
                return (plan, table)
            }
        }
        if let range = feature.range {
            plan.narrowBounds = (Float(range.lowerBound), Float(range.upperBound))
            plan.wideBounds = (range.lowerBound, range.upperBound)
        }
        return (plan, nil)
    }

    private static func code(of spellings: [String], in table: TextTable) -> Int {
        for spelling in spellings {
            let code = table.index(of: spelling)
            if code >= 0 { return code }
        }
        return -1
    }
}
