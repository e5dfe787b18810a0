import CFuzzer
import Codecs

/// A header of the PROXY protocol whole and in pieces must give the same, lie within the bytes, and depend on none behind it; what its
/// addresses are written as must read back as themselves.
///
/// The first byte of the input says where the pieces are cut; the rest is what a connection brings.
@main
enum FuzzProxy {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            guard let data = unsafe data, byteCount > 0 else { return 0 }
            let bytes = unsafe UnsafeBufferPointer(start: data + 1, count: byteCount - 1)
            unsafe FuzzProxy.check(bytes, seed: data[0])
            return 0
        }
        precondition(status == 0)
    }

    enum Outcome: Equatable {
        case needsMore
        case complete(ProxyHeader)
        case refused(ProxyHeader.Fault)
    }

    static func outcome(_ bytes: UnsafeBufferPointer<UInt8>, count: Int) -> Outcome {
        do {
            let span = unsafe Span(_unsafeElements: bytes).extracting(first: count)
            guard let header = try ProxyHeader.parse(span) else { return .needsMore }
            return .complete(header)
        } catch {
            return .refused(error)
        }
    }

    static func check(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt8) {
        let whole = unsafe outcome(bytes, count: bytes.count)
        var pieces = Outcome.needsMore
        var fed = 0
        var step = Int(seed)
        while pieces == .needsMore, fed < bytes.count {
            step = (step * 5 + 1) & 0xFF
            fed = min(fed + step % 17 + 1, bytes.count)
            unsafe pieces = outcome(bytes, count: fed)
        }
        precondition(pieces == whole, "in pieces another result than whole")
        switch whole {
        case .needsMore: precondition(bytes.count < ProxyHeader.byteCountMax)
        case .refused: break
        case .complete(let header):
            precondition(header.byteCount <= min(bytes.count, ProxyHeader.byteCountMax))
            precondition(unsafe outcome(bytes, count: header.byteCount) == whole, "the header depends on what is behind it")
            check(header.source)
        }
    }

    static func check(_ address: IPAddress) {
        var text = ByteBuffer()
        text.append(address)
        let bytes = text.bytes
        precondition(IPAddress(bytes.span, HTTPByteRange(0, bytes.count)) == address, "an address reads back as itself")
    }
}
