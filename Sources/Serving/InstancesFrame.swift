/// What stands around the rows of a body whose one member is `instances`, spelled as nearly every client spells it.
enum InstancesFrame {
    /// Where the first row's place begins: behind `{"instances":[`, with any blanks; nil when the body begins otherwise.
    static func begin(of body: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = 0
        for token in ["{", "\"instances\"", ":", "["] as [StaticString] {
            unsafe skipBlanks(body, &place)
            guard unsafe begins(body, place, with: token) else { return nil }
            place &+= token.utf8CodeUnitCount
        }
        return place
    }

    /// Whether nothing but the object's end follows the array's.
    static func isEnd(_ rest: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        unsafe skipBlanks(rest, &place)
        guard unsafe begins(rest, place, with: "}") else { return false }
        place &+= 1
        unsafe skipBlanks(rest, &place)
        return place == rest.count
    }

    private static func begins(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, with token: StaticString) -> Bool {
        guard bytes.count &- place >= token.utf8CodeUnitCount else { return false }
        for index in 0..<token.utf8CodeUnitCount where unsafe bytes[place &+ index] != token.utf8Start[index] { return false }
        return true
    }

    private static func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ place: inout Int) {
        while place < bytes.count {
            switch unsafe bytes[place] {
            case 0x20, 0x0A, 0x0D, 0x09: place &+= 1
            default: return
            }
        }
    }
}
