import Bundles
import Codecs
import Forest

extension PredictionOracle {
    /// The answer to rows, byte for byte.
    func answer(_ reading: Reading, margin: Bool, probabilities: Bool?) -> String {
        var text = #"{"model":\#(quoted(manifest.name)),"version":\#(manifest.version),"model_version":"\#(manifest.version)""#
        let rows = reading.rows.map { self.row($0, margin: margin, probabilities: probabilities) }
        if rows.count == 1 { text += "," + rows[0] }
        if reading.isInstances { text += ",\"predictions\":[" + rows.map { "{" + $0 + "}" }.joined(separator: ",") + "]" }
        return text + "}"
    }

    private func row(_ row: [Double], margin: Bool, probabilities: Bool?) -> String {
        let margins = reference.margins(row)
        let predictions = reference.predictions(row)
        let classes = manifest.target.classes
        var members: [String] = []
        switch manifest.target.task {
        case .regression: members.append("\"prediction\":" + (one(predictions) ?? list(predictions)))
        case .binary where manifest.objective == .hinge:
            members.append("\"prediction\":\(quoted(classes[margins[0] > 0 ? 1 : 0]))")
        case .binary:
            let positive = predictions[0]
            let isPositive = positive >= manifest.decisionThreshold ?? 0.5
            members.append("\"prediction\":\(quoted(classes[isPositive ? 1 : 0]))")
            members.append("\"probability\":\(number(positive))")
            if probabilities == true { members.append("\"probabilities\":" + byClass([negative(positive), positive])) }
            members.append("\"confidence\":\(number(max(positive, negative(positive))))")
        case .multiclass:
            let largest = predictions.max()!
            members.append("\"prediction\":\(quoted(classes[predictions.firstIndex(of: largest)!]))")
            if probabilities != false { members.append("\"probabilities\":" + byClass(predictions)) }
            members.append("\"confidence\":\(number(largest))")
        }
        if margin { members.append("\"margin\":" + (one(margins) ?? (classes.isEmpty ? list(margins) : byClass(margins)))) }
        return members.joined(separator: ",")
    }

    private func one(_ values: [Double]) -> String? { values.count == 1 ? number(values[0]) : nil }

    private func list(_ values: [Double]) -> String { "[" + values.map(number).joined(separator: ",") + "]" }

    private func byClass(_ values: [Double]) -> String {
        "{" + zip(manifest.target.classes, values).map { "\(quoted($0)):\(number($1))" }.joined(separator: ",") + "}"
    }

    /// In the width of the model's sums.
    private func negative(_ positive: Double) -> Double { isFloat32 ? Double(1 - Float(positive)) : 1 - positive }

    private var isFloat32: Bool { reference.ensemble.arithmetic.sumWidth == .float32 }

    private func number(_ value: Double) -> String {
        if value.isFinite { return isFloat32 ? "\(Float(value))" : "\(value)" }
        return value.isNaN ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\""
    }

    private func quoted(_ text: String) -> String { JSONValue.string(text).text(indented: false) }
}
