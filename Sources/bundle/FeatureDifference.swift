internal import Base
internal import Bundles
internal import Evaluation
internal import Tabular

/// What changed of the features that two models read.
struct FeatureDifference {
    private(set) var changes: [BundleChange] = []
    /// Shares of the gain that moved less are not told of: those of two trainings on the same data do too.
    private static let importanceChangeMin = 0.05

    init(_ old: Manifest, _ new: Manifest) {
        let (first, second) = (old.contract.features, new.contract.features)
        let oldPlaces = Dictionary(uniqueKeysWithValues: first.enumerated().map { ($1.name, $0) })
        let newPlaces = Dictionary(uniqueKeysWithValues: second.enumerated().map { ($1.name, $0) })
        for feature in first where newPlaces[feature.name] == nil { add(feature.name, Self.words(feature), nil) }
        for feature in second where oldPlaces[feature.name] == nil { add(feature.name, nil, Self.words(feature)) }
        for (place, feature) in second.enumerated() {
            guard let oldPlace = oldPlaces[feature.name] else { continue }
            compare(first[oldPlace], feature)
            let (before, after) = (old.importances[oldPlace], new.importances[place])
            if abs(after - before) >= Self.importanceChangeMin {
                add(feature.name, Printable.metric(before), Printable.metric(after), "importance")
            }
        }
        let kept = first.map(\.name).filter { newPlaces[$0] != nil }
        if kept != second.map(\.name).filter({ oldPlaces[$0] != nil }) {
            changes.append(
                BundleChange(part: .features, subject: "order", remark: "another; rows that are arrays mean something else"))
        }
    }

    private mutating func add(_ name: String, _ old: String?, _ new: String?, _ remark: String? = nil) {
        changes.append(BundleChange(part: .features, subject: name, old: old, new: new, remark: remark))
    }

    private mutating func compare(_ old: Feature, _ new: Feature) {
        if old == new { return }
        if old.kind != new.kind || Self.steps(old) != Self.steps(new) {
            return add(new.name, Self.words(old), Self.words(new), "type")
        }
        if old.range != new.range { add(new.name, Self.range(old), Self.range(new), "range") }
        let (first, second) = (old.categories ?? [], new.categories ?? [])
        if first == second { return }
        let (added, removed) = (second.filter { !Set(first).contains($0) }, first.filter { !Set(second).contains($0) })
        if !removed.isEmpty { add(new.name, Printable.list(removed), nil, "\(Self.count(removed)) removed") }
        if !added.isEmpty { add(new.name, nil, Printable.list(added), "\(Self.count(added)) added") }
        if added.isEmpty, removed.isEmpty { add(new.name, nil, nil, "categories in another order") }
    }

    private static func count(_ categories: [String]) -> String {
        Printable.count(categories.count, "category", plural: "categories")
    }

    /// The transforms without their lists.
    private static func steps(_ feature: Feature) -> [String] {
        feature.transforms.map { transform in
            switch transform {
            case .identity: "identity"
            case .ordinalMap: "ordinal"
            case .categoryMap: "category"
            }
        }
    }

    private static func words(_ feature: Feature) -> String {
        guard let categories = feature.categories else { return "numeric, \(range(feature))" }
        let isOrdered = steps(feature).contains("ordinal")
        return "categorical, " + (isOrdered ? "in order, " : "") + count(categories)
    }

    private static func range(_ feature: Feature) -> String {
        guard let range = feature.range else { return "any number" }
        return "\(Printable.number(range.lowerBound)) to \(Printable.number(range.upperBound))"
    }
}
