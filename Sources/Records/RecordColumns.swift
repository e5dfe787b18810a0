public import Tabular

/// Which parts of a record are which features.
public enum RecordColumns: Sendable {
    /// Of records whose fields have places: CSV and matrices.
    case fields(ColumnMap)
    /// Of JSON records, object by object or array by array.
    case members(MemberRules)
}

/// How JSON records are read.
public struct MemberRules: Sendable {
    /// Members that are no feature and are passed over in silence, such as the target or an identifier.
    public var ignoredNames: [String] = []
    /// Only these members are features of an object, whatever else the model has; nil: all of the model's.
    public var selectedNames: [String]?
    /// The columns of an array; nil: the features in the contract's order and nothing else.
    public var elements: ColumnMap?
    /// How many elements an array has when `elements` says which they are.
    public var elementCount = 0
    /// Elements behind those are passed over.
    public var acceptsMoreElements = false

    public init() {}
}

/// A part of a record that the output keeps.
public enum RecordField: Sendable, Equatable {
    /// By its 0-based place: of a CSV record, a matrix row or a JSON array.
    case column(Int)
    /// By its name: of a JSON object.
    case member(String)
}

/// How a field is written down.
public enum FieldForm: Sendable {
    /// A CSV field, quoted where it must be.
    case csv
    /// A JSON value. A CSV field that is spelled as JSON spells numbers is a number, an empty one null, anything else a string.
    case json
}
