// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of espalier.h.

internal import CEspalier

// The functions of espalier.h that tell what was opened.

@c @implementation
public func espalier_model_name(_ model: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe model.flatMap { unsafe OpenModel.using($0) { unsafe $0.name[0] } }
}

@c @implementation
public func espalier_model_version(_ model: OpaquePointer?) -> Int64 {
    unsafe model.map { unsafe OpenModel.using($0) { Int64($0.version) } } ?? 0
}

@c @implementation
public func espalier_model_task(_ model: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe model.flatMap { unsafe OpenModel.using($0) { unsafe $0.task[0] } }
}

@c @implementation
public func espalier_model_objective(_ model: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe model.flatMap { unsafe OpenModel.using($0) { unsafe $0.objective[0] } }
}

@c @implementation
public func espalier_model_input_type(_ model: OpaquePointer?) -> Int32 {
    unsafe model.map { unsafe OpenModel.using($0) { $0.inputType } } ?? 0
}

@c @implementation
public func espalier_tree_count(_ model: OpaquePointer?) -> Int64 {
    unsafe model.map { unsafe OpenModel.using($0) { Int64($0.treeCount) } } ?? 0
}

@c @implementation
public func espalier_feature_count(_ model: OpaquePointer?) -> Int64 {
    unsafe model.map { unsafe OpenModel.using($0) { Int64($0.featureCount) } } ?? 0
}

@c @implementation
public func espalier_feature_name(_ model: OpaquePointer?, _ feature: Int64) -> UnsafePointer<CChar>? {
    unsafe model.flatMap { unsafe OpenModel.using($0) { unsafe $0.featureNames[feature] } }
}

@c @implementation
public func espalier_feature_kind(_ model: OpaquePointer?, _ feature: Int64) -> Int32 {
    unsafe model.map { unsafe OpenModel.using($0) { $0.kind(ofFeature: feature) } } ?? 0
}

@c @implementation
public func espalier_output_count(_ model: OpaquePointer?) -> Int64 {
    unsafe model.map { unsafe OpenModel.using($0) { Int64($0.outputCount) } } ?? 0
}

@c @implementation
public func espalier_class_count(_ model: OpaquePointer?) -> Int64 {
    unsafe model.map { unsafe OpenModel.using($0) { Int64($0.classLabels.count) } } ?? 0
}

@c @implementation
public func espalier_class_label(_ model: OpaquePointer?, _ index: Int64) -> UnsafePointer<CChar>? {
    unsafe model.flatMap { unsafe OpenModel.using($0) { unsafe $0.classLabels[index] } }
}
