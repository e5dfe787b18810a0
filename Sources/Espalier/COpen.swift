// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of espalier.h.

internal import Base
public import CEspalier
internal import SystemPackage

// The functions of espalier.h that open and close; the compiler holds each against its declaration there.

@c @implementation
public func espalier_version() -> UnsafePointer<CChar>? { unsafe LibraryVersion.text[0] }

@c @implementation
public func espalier_api_version() -> Int32 { ESPALIER_API_VERSION }

@c @implementation
public func espalier_open(
    _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<espalier_open_options>?,
    _ model: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<espalier_error>?
) -> Int32 {
    unsafe CallError.reporting(to: error) { () throws(CallError) in
        guard let model = unsafe model else { throw .invalid("model is NULL: there is no place for the result") }
        unsafe model.pointee = nil
        guard let path = unsafe path else { throw .invalid("path is NULL") }
        let options = try unsafe OpenOptions(options)
        let opened = try unsafe OpenModel(path: FilePath(platformString: path), threadCount: options.threadCount)
        unsafe model.pointee = opened.handle
    }
}

@c @implementation
public func espalier_close(_ model: OpaquePointer?) {
    if let model = unsafe model { unsafe OpenModel.release(model) }
}

private enum LibraryVersion {
    static let text = CTexts([Version.current])
}
