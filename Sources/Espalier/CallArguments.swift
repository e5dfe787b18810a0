internal import CEspalier

/// What the C interface accepts as arguments. The numbers are those of espalier.h.
enum CallArguments {
    static let rowCountMax: Int64 = 1 << 32
    static let rowStrideMax: Int64 = 1 << 24
    static let threadCountMax: Int32 = ESPALIER_THREADS_MAX

    // Checks are a few instructions of every call; what they say when they fail is apart.

    @inline(__always)
    static func rowCount(_ count: Int64) throws(CallError) -> Int {
        guard count >= 0, count <= rowCountMax else { throw badRowCount(count) }
        return Int(count)
    }

    @inline(never)
    private static func badRowCount(_ count: Int64) -> CallError {
        .invalid("row_count is \(count); accepted is 0 to \(rowCountMax)")
    }

    @inline(__always)
    static func isWide(_ type: Int32, _ name: StaticString) throws(CallError) -> Bool {
        guard type == ESPALIER_FLOAT32 || type == ESPALIER_FLOAT64 else { throw badType(type, name) }
        return type == ESPALIER_FLOAT64
    }

    @inline(never)
    private static func badType(_ type: Int32, _ name: StaticString) -> CallError {
        .invalid(
            "\(name) is \(type); accepted are ESPALIER_FLOAT32 (\(ESPALIER_FLOAT32)) and "
                + "ESPALIER_FLOAT64 (\(ESPALIER_FLOAT64))")
    }

    @inline(__always)
    static func isPrediction(_ output: Int32) throws(CallError) -> Bool {
        guard output == ESPALIER_PREDICTION || output == ESPALIER_MARGIN else { throw badOutput(output) }
        return output == ESPALIER_PREDICTION
    }

    @inline(never)
    private static func badOutput(_ output: Int32) -> CallError {
        .invalid(
            "output is \(output); accepted are ESPALIER_PREDICTION (\(ESPALIER_PREDICTION)) and "
                + "ESPALIER_MARGIN (\(ESPALIER_MARGIN))")
    }

    /// The pointer, which must not be null or misaligned if it is used at all.
    @inline(__always)
    static func checked(
        _ pointer: UnsafeRawPointer?, _ name: StaticString, byteAlignment: Int, isUsed: Bool
    ) throws(CallError) -> UnsafeRawPointer {
        guard let pointer = unsafe pointer else {
            if !isUsed { return unsafe unused }
            throw noPointer(name)
        }
        guard !isUsed || UInt(bitPattern: pointer) & UInt(byteAlignment - 1) == 0 else {
            throw badPointer(name, byteAlignment: byteAlignment)
        }
        return unsafe pointer
    }

    @inline(__always)
    static func checked(
        _ pointer: UnsafeMutableRawPointer?, _ name: StaticString, byteAlignment: Int, isUsed: Bool
    ) throws(CallError) -> UnsafeMutableRawPointer {
        unsafe UnsafeMutableRawPointer(
            mutating: try checked(UnsafeRawPointer(pointer), name, byteAlignment: byteAlignment, isUsed: isUsed))
    }

    @inline(never)
    private static func noPointer(_ name: StaticString) -> CallError { .invalid("\(name) is NULL") }

    @inline(never)
    private static func badPointer(_ name: StaticString, byteAlignment: Int) -> CallError {
        .invalid("\(name) is not aligned: the address must be a multiple of \(byteAlignment)")
    }

    // Stands in for a null pointer that nothing is read through.
    private static var unused: UnsafeRawPointer { unsafe UnsafeRawPointer(bitPattern: 64)! }
}
