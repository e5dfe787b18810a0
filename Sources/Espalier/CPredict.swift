// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of espalier.h.

public import CEspalier

// The functions of espalier.h that score.

@c @implementation
public func espalier_predict(
    _ model: OpaquePointer?, _ rowType: Int32, _ rows: UnsafeRawPointer?, _ rowCount: Int64, _ rowStride: Int64,
    _ output: Int32, _ outputType: Int32, _ outputs: UnsafeMutableRawPointer?, _ error: UnsafeMutablePointer<espalier_error>?
) -> Int32 {
    unsafe CallError.reporting(to: error) { () throws(CallError) in
        try unsafe OpenModel.using(model) { model throws(CallError) in
            let rowCount = try CallArguments.rowCount(rowCount)
            let source = try unsafe RowSource(
                rows: rows, type: rowType, rowCount: rowCount, rowStride: rowStride, model: model)
            try unsafe PredictionCall(
                source: source, rowCount: rowCount, output: output, outputType: outputType, outputs: outputs
            ).run(model)
        }
    }
}

@c @implementation
public func espalier_predict_columns(
    _ model: OpaquePointer?, _ columnType: Int32, _ columns: UnsafePointer<UnsafeRawPointer?>?, _ rowCount: Int64,
    _ output: Int32, _ outputType: Int32, _ outputs: UnsafeMutableRawPointer?, _ error: UnsafeMutablePointer<espalier_error>?
) -> Int32 {
    unsafe CallError.reporting(to: error) { () throws(CallError) in
        try unsafe OpenModel.using(model) { model throws(CallError) in
            let rowCount = try CallArguments.rowCount(rowCount)
            let source = try unsafe RowSource(columns: columns, type: columnType, rowCount: rowCount, model: model)
            try unsafe PredictionCall(
                source: source, rowCount: rowCount, output: output, outputType: outputType, outputs: outputs
            ).run(model)
        }
    }
}

@c @implementation
public func espalier_leaf_ids(
    _ model: OpaquePointer?, _ rowType: Int32, _ rows: UnsafeRawPointer?, _ rowCount: Int64, _ rowStride: Int64,
    _ leafIDs: UnsafeMutablePointer<UInt32>?, _ error: UnsafeMutablePointer<espalier_error>?
) -> Int32 {
    unsafe CallError.reporting(to: error) { () throws(CallError) in
        try unsafe OpenModel.using(model) { model throws(CallError) in
            let rowCount = try CallArguments.rowCount(rowCount)
            let source = try unsafe RowSource(
                rows: rows, type: rowType, rowCount: rowCount, rowStride: rowStride, model: model)
            try unsafe LeafCall(source: source, rowCount: rowCount, leafIDs: leafIDs).run(model)
        }
    }
}

@c @implementation
public func espalier_leaf_ids_columns(
    _ model: OpaquePointer?, _ columnType: Int32, _ columns: UnsafePointer<UnsafeRawPointer?>?, _ rowCount: Int64,
    _ leafIDs: UnsafeMutablePointer<UInt32>?, _ error: UnsafeMutablePointer<espalier_error>?
) -> Int32 {
    unsafe CallError.reporting(to: error) { () throws(CallError) in
        try unsafe OpenModel.using(model) { model throws(CallError) in
            let rowCount = try CallArguments.rowCount(rowCount)
            let source = try unsafe RowSource(columns: columns, type: columnType, rowCount: rowCount, model: model)
            try unsafe LeafCall(source: source, rowCount: rowCount, leafIDs: leafIDs).run(model)
        }
    }
}
