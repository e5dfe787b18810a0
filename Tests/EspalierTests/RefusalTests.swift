import CEspalier
import TestSupport
import Testing

struct RefusalTests {
    /// Arguments of `espalier_predict`; a case changes one of them.
    @safe struct Arguments {
        var hasModel = true
        var rowType = ESPALIER_FLOAT64
        var rows: UnsafeRawPointer?
        var rowCount: Int64 = 2
        var rowStride: Int64 = 3
        var output = ESPALIER_MARGIN
        var outputType = ESPALIER_FLOAT64
        var outputs: UnsafeMutableRawPointer?
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let reason: String
        let change: @Sendable (inout Arguments) -> Void
        var testDescription: String { reason }
    }

    static let cases: [Case] = [
        Case(reason: "model is NULL") { $0.hasModel = false },
        Case(reason: "row_type is 0; accepted are ESPALIER_FLOAT32 (1) and ESPALIER_FLOAT64 (2)") { $0.rowType = 0 },
        Case(reason: "rows is NULL") { unsafe $0.rows = nil },
        Case(reason: "rows is not aligned: the address must be a multiple of 8") { unsafe $0.rows = $0.rows! + 4 },
        Case(reason: "row_count is -1; accepted is 0 to 4294967296") { $0.rowCount = -1 },
        Case(reason: "row_count is 4294967297; accepted is 0 to 4294967296") { $0.rowCount = (1 << 32) + 1 },
        Case(reason: "row_stride is 2; accepted is the number of features, 3, to 16777216") { $0.rowStride = 2 },
        Case(reason: "row_stride is -3; accepted is the number of features, 3, to 16777216") { $0.rowStride = -3 },
        Case(reason: "row_stride is 9223372036854775807; accepted is the number of features, 3, to 16777216") {
            $0.rowStride = .max
        },
        Case(reason: "output is 3; accepted are ESPALIER_PREDICTION (1) and ESPALIER_MARGIN (2)") { $0.output = 3 },
        Case(reason: "output_type is -1; accepted are ESPALIER_FLOAT32 (1) and ESPALIER_FLOAT64 (2)") { $0.outputType = -1 },
        Case(reason: "outputs is NULL") { unsafe $0.outputs = nil },
        Case(reason: "outputs is not aligned: the address must be a multiple of 8") { unsafe $0.outputs = $0.outputs! + 1 },
    ]

    @Test(arguments: cases) func `a bad argument is refused with the reason, and nothing is written`(_ one: Case) throws {
        let model = try OpenedModel()
        let rows = [Double](repeating: 1, count: 8)
        var outputs: [Double] = [7, 7, 7]
        var error = espalier_error()
        let code = unsafe rows.withUnsafeBytes { rows in
            unsafe outputs.withUnsafeMutableBytes { outputs in
                var arguments = unsafe Arguments(rows: rows.baseAddress, outputs: outputs.baseAddress)
                one.change(&arguments)
                let handle = unsafe arguments.hasModel ? model.handle : nil
                let (rows, outputs) = unsafe (arguments.rows, arguments.outputs)
                // Without a place for the reason it is refused all the same.
                let code = unsafe espalier_predict(
                    handle, arguments.rowType, rows, arguments.rowCount, arguments.rowStride, arguments.output,
                    arguments.outputType, outputs, nil)
                let again = unsafe espalier_predict(
                    handle, arguments.rowType, rows, arguments.rowCount, arguments.rowStride, arguments.output,
                    arguments.outputType, outputs, &error)
                #expect(code == again)
                return code
            }
        }
        #expect(code == ESPALIER_INVALID_ARGUMENT)
        #expect(Refusal(code, error).message == one.reason)
        #expect(error.code == code)
        #expect(outputs == [7, 7, 7])
    }

    @Test func `a column that is missing or not aligned is refused`() throws {
        let model = try OpenedModel()
        let column = [Float](repeating: 1, count: 4)
        unsafe column.withUnsafeBytes { column in
            let start = column.baseAddress
            func check(_ third: UnsafeRawPointer?, _ reason: String) {
                let columns = unsafe [start, start, third]
                var error = espalier_error()
                var outputs: [Double] = [7, 7]
                let code = unsafe espalier_predict_columns(
                    model.handle, ESPALIER_FLOAT32, columns, 2, ESPALIER_MARGIN, ESPALIER_FLOAT64, &outputs, &error)
                #expect(code == ESPALIER_INVALID_ARGUMENT && Refusal(code, error).message == reason)
                #expect(outputs == [7, 7])
            }
            check(nil, "a pointer of columns is NULL")
            unsafe check(
                start.map { unsafe $0 + 2 }, "a pointer of columns is not aligned: the address must be a multiple of 4")
        }
    }

    @Test func `no rows need no memory`() throws {
        let model = try OpenedModel()
        #expect(
            unsafe espalier_predict(
                model.handle, ESPALIER_FLOAT32, nil, 0, 3, ESPALIER_PREDICTION, ESPALIER_FLOAT32, nil, nil) == ESPALIER_OK)
        #expect(
            unsafe espalier_predict_columns(
                model.handle, ESPALIER_FLOAT32, nil, 0, ESPALIER_PREDICTION, ESPALIER_FLOAT32, nil, nil) == ESPALIER_OK)
        #expect(unsafe espalier_leaf_ids(model.handle, ESPALIER_FLOAT32, nil, 0, 3, nil, nil) == ESPALIER_OK)
    }
}
