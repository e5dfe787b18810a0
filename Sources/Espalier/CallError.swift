internal import Bundles
internal import CEspalier
internal import Glibc

/// Why a call of the C interface fails: what it returns, and the text in the caller's `espalier_error`.
struct CallError: Error {
    let code: Int32
    let reason: String

    static func invalid(_ reason: String) -> CallError { CallError(code: ESPALIER_INVALID_ARGUMENT, reason: reason) }

    init(code: Int32, reason: String) {
        self.code = code
        self.reason = reason
    }

    init(_ error: BundleError) {
        switch error.cause {
        case .request, .bundle: code = ESPALIER_BAD_BUNDLE
        case .system: code = ESPALIER_SYSTEM_ERROR
        }
        reason = error.description
    }

    /// Runs the body of a call. Its error is described to the caller, where there is a place for it.
    @inline(__always)
    static func reporting(
        to error: UnsafeMutablePointer<espalier_error>?, _ body: () throws(CallError) -> Void
    ) -> Int32 {
        do throws(CallError) {
            try body()
            return ESPALIER_OK
        } catch let failure {
            unsafe failure.describe(to: error)
            return failure.code
        }
    }

    @inline(never)
    private func describe(to error: UnsafeMutablePointer<espalier_error>?) {
        guard let error = unsafe error else { return }
        unsafe error.pointee.code = code
        unsafe withUnsafeMutableBytes(of: &error.pointee.message) { message in
            // Cut before a character, not inside one.
            var end = 0
            for character in reason.unicodeScalars {
                let bytes = UTF8.encode(character)!
                guard end + bytes.count < message.count else { break }
                for byte in bytes {
                    unsafe message[end] = byte
                    end += 1
                }
            }
            unsafe message[end] = 0
        }
    }
}
