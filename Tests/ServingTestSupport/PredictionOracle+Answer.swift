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

    private func row(_ row: [Float], margin: Bool, probabilities: Bool?) -> String {
        let wide = row.map { Double($0) }
        let margins = reference.margins(wide).map { Float($0) }
        let predictions = reference.predictions(wide).map { Float($0) }
        let classes = manifest.target.classes
        var members: [String] = []
        switch manifest.target.task {
        case .regression: members.append("\"prediction\":" + (one(predictions) ?? list(predictions)))
        case .binary where manifest.objective == .hinge:
            members.append("\"prediction\":\(quoted(classes[margins[0] > 0 ? 1 : 0]))")
        case .binary:
            let positive = predictions[0]
            let isPositive = Double(positive) >= manifest.decisionThreshold ?? 0.5
            members.append("\"prediction\":\(quoted(classes[isPositive ? 1 : 0]))")
            members.append("\"probability\":\(number(positive))")
            if probabilities == true { members.append("\"probabilities\":" + byClass([1 - positive, positive])) }
            members.append("\"confidence\":\(number(max(positive, 1 - positive)))")
        case .multiclass:
            let largest = predictions.max()!
            members.append("\"prediction\":\(quoted(classes[predictions.firstIndex(of: largest)!]))")
            if probabilities != false { members.append("\"probabilities\":" + byClass(predictions)) }
            members.append("\"confidence\":\(number(largest))")
        }
        if margin { members.append("\"margin\":" + (one(margins) ?? (classes.isEmpty ? list(margins) : byClass(margins)))) }
        return members.joined(separator: ",")
    }

    private func one(_ values: [Float]) -> String? { values.count == 1 ? number(values[0]) : nil }

    private func list(_ values: [Float]) -> String { "[" + values.map(number).joined(separator: ",") + "]" }

    private func byClass(_ values: [Float]) -> String {
        "{" + zip(manifest.target.classes, values).map { "\(quoted($0)):\(number($1))" }.joined(separator: ",") + "}"
    }

    private func number(_ value: Float) -> String {
        if value.isFinite { return "\(value)" }
        return value.isNaN ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\""
    }

    private func quoted(_ text: String) -> String { JSONValue.string(text).text(indented: false) }
}
