/// Reads XGBoost's document, in JSON or UBJSON, into the file's own arrays.
///
/// Known members are read by type, a second one of a name is refused, and others are passed over. Which members came to files with
/// which release: split_type and categories 1.3, num_target and feature_names 1.6, iteration_indptr 2.0, cats 3.1, leaf_weights 3.2.
struct XGBoostReader<Cursor: ModelCursor & ~Copyable>: ~Copyable {
    var cursor: Cursor
    var model = XGBoostModel()
    /// The member that is being read, and the tree it is in, for errors.
    private(set) var field: String?
    var tree: Int?

    init(_ cursor: consuming Cursor) { self.cursor = cursor }

    mutating func read(onProgress: (_ byteCount: Int) -> Void) throws(ImportError) -> XGBoostModel {
        do throws(ImportError) {
            try readDocument(onProgress: onProgress)
        } catch {
            var error = error
            error.tree = error.tree ?? tree
            error.field = error.field ?? field
            throw error
        }
        return model
    }

    private enum DocumentField: String { case learner, version }

    private mutating func readDocument(onProgress: (_ byteCount: Int) -> Void) throws(ImportError) {
        try cursor.begin()
        try members(of: DocumentField.self, required: [.learner, .version]) { reader, field throws(ImportError) in
            switch field {
            case .learner: try reader.readLearner(onProgress: onProgress)
            case .version: reader.model.version = try reader.cursor.integers(Int.self)
            }
        }
        field = nil
        try cursor.finish()
    }

    private enum LearnerField: String {
        case attributes, objective
        case featureNames = "feature_names"
        case featureTypes = "feature_types"
        case booster = "gradient_booster"
        case parameters = "learner_model_param"
    }

    private mutating func readLearner(onProgress: (_ byteCount: Int) -> Void) throws(ImportError) {
        try members(of: LearnerField.self, required: [.objective, .booster, .parameters]) { reader, field throws(ImportError) in
            switch field {
            case .attributes: try reader.readAttributes()
            case .objective: try reader.readObjective()
            case .featureNames: reader.model.learner.featureNames = try reader.texts()
            case .featureTypes: reader.model.learner.featureTypes = try reader.texts()
            case .booster: try reader.readBooster(onProgress: onProgress)
            case .parameters: try reader.readParameters()
            }
        }
    }

    private enum AttributeField: String { case bestIteration = "best_iteration" }

    private mutating func readAttributes() throws(ImportError) {
        try members(of: AttributeField.self, required: []) { reader, _ throws(ImportError) in
            // Attributes are the user's; one that is no number is not meant for XGBoost.
            reader.model.learner.bestIteration = Int(try reader.cursor.text())
        }
    }

    private enum ObjectiveField: String { case name }

    private mutating func readObjective() throws(ImportError) {
        try members(of: ObjectiveField.self, required: [.name]) { reader, _ throws(ImportError) in
            reader.model.learner.objective = try reader.cursor.text()
        }
    }

    private enum ParameterField: String {
        case baseScore = "base_score"
        case classCount = "num_class"
        case featureCount = "num_feature"
        case targetCount = "num_target"
    }

    private mutating func readParameters() throws(ImportError) {
        try members(of: ParameterField.self, required: [.baseScore, .featureCount]) { reader, field throws(ImportError) in
            switch field {
            case .baseScore: reader.model.learner.baseScores = try reader.baseScores()
            case .classCount: reader.model.learner.classCount = try reader.count()
            case .featureCount: reader.model.learner.featureCount = try reader.count()
            case .targetCount: reader.model.learner.targetCount = try reader.count()
            }
        }
    }

    // MARK: values

    /// Reads the object that is the current value; members that `Field` does not name are passed over, and with
    /// `notesUnknown` kept in mind.
    mutating func members<Field: RawRepresentable<String> & Hashable>(
        of: Field.Type, required: Set<Field>, notesUnknown: Bool = false,
        read: (inout XGBoostReader, Field) throws(ImportError) -> Void
    ) throws(ImportError) {
        try cursor.enterObject()
        let (opening, parent) = (cursor.offset, field)
        var seen: Set<Field> = []
        while let name = try cursor.nextMember() {
            field = name
            guard let member = Field(rawValue: name) else {
                if notesUnknown { model.note(unknown: name) }
                try cursor.skip()
                continue
            }
            guard seen.insert(member).inserted else { throw cursor.error("stands twice in one object") }
            try read(&self, member)
        }
        field = parent
        if let missing = required.subtracting(seen).map(\.rawValue).min() {
            throw ImportError(byteOffset: opening, field: missing, reason: "is missing from the object that begins here")
        }
    }

    mutating func texts() throws(ImportError) -> [String] {
        try cursor.enterArray()
        var texts: [String] = []
        while try cursor.nextElement() { texts.append(try cursor.text()) }
        return texts
    }

    /// A whole number from 0 to 2^31 - 1, which XGBoost writes as a text.
    mutating func count() throws(ImportError) -> Int {
        let number =
            if cursor.kind == .text {
                Int(try cursor.text())
            } else {
                try cursor.integer()
            }
        guard let number, (0...Int(Int32.max)).contains(number) else {
            throw cursor.error("expected a whole number from 0 to \(Int32.max)")
        }
        return number
    }

    // A number, the text of one, or (since release 3.1) the text of an array of them.
    private mutating func baseScores() throws(ImportError) -> [Float] {
        if cursor.kind == .number { return [try cursor.float()] }
        if cursor.kind == .array { return try cursor.floats() }
        let text = try cursor.text()
        let isArray = text.hasPrefix("[") && text.hasSuffix("]")
        let parts = isArray ? text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false) : [text[...]]
        var scores: [Float] = []
        for part in parts {
            guard let score = XGBoostNumber.float(part) else {
                throw cursor.error("\"\(text.prefix(64))\" is no finite number and no list of them in brackets")
            }
            scores.append(score)
        }
        return scores
    }
}
