internal import CEspalier

/// What the C interface accepts as arguments. The numbers are those of espalier.h.
enum CallArguments {
    static let rowCountMax: Int64 = 1 << 32
    static let rowStrideMax: Int64 = 1 << 24
    static let threadCountMax: Int32 = ESPALIER_THREADS_MAX

    static func rowCount(_ count: Int64) throws(CallError) -> Int {
        guard count >= 0, count <= rowCountMax else {
            throw .invalid("row_count is \(count); accepted is 0 to \(rowCountMax)")
        }
        return Int(count)
    }

    static func isWide(_ type: Int32, _ name: String) throws(CallError) -> Bool {
        guard type == ESPALIER_FLOAT32 || type == ESPALIER_FLOAT64 else {
            throw .invalid(
                "\(name) is \(type); accepted are ESPALIER_FLOAT32 (\(ESPALIER_FLOAT32)) and "
                    + "ESPALIER_FLOAT64 (\(ESPALIER_FLOAT64))")
        }
        return type == ESPALIER_FLOAT64
    }

    static func isPrediction(_ output: Int32) throws(CallError) -> Bool {
        guard output == ESPALIER_PREDICTION || output == ESPALIER_MARGIN else {
            throw .invalid(
                "output is \(output); accepted are ESPALIER_PREDICTION (\(ESPALIER_PREDICTION)) and "
                    + "ESPALIER_MARGIN (\(ESPALIER_MARGIN))")
        }
        return output == ESPALIER_PREDICTION
    }

    /// The pointer, which must not be null or misaligned if it is used at all.
    static func checked(
        _ pointer: UnsafeRawPointer?, _ name: String, byteAlignment: Int, isUsed: Bool
    ) throws(CallError) -> UnsafeRawPointer {
        guard let pointer = unsafe pointer else {
            if !isUsed { return unsafe unused }
            throw .invalid("\(name) is NULL")
        }
        guard !isUsed || UInt(bitPattern: pointer) % UInt(byteAlignment) == 0 else {
            throw .invalid("\(name) is not aligned: the address must be a multiple of \(byteAlignment)")
        }
        return unsafe pointer
    }

    static func checked(
        _ pointer: UnsafeMutableRawPointer?, _ name: String, byteAlignment: Int, isUsed: Bool
    ) throws(CallError) -> UnsafeMutableRawPointer {
        unsafe UnsafeMutableRawPointer(
            mutating: try checked(UnsafeRawPointer(pointer), name, byteAlignment: byteAlignment, isUsed: isUsed))
    }

    // Stands in for a null pointer that nothing is read through.
    private static var unused: UnsafeRawPointer { unsafe UnsafeRawPointer(bitPattern: 64)! }
}
