/// What travels in the request ring: a request by its loop and its exchange there, whole or a part of it.
struct RingWord: Equatable {
    let loop: Int
    let exchange: Int
    /// Nil for the whole request.
    let part: Int?

    init(loop: Int, exchange: Int, part: Int? = nil) {
        precondition(loop >= 0 && loop < 1 << 12 && exchange >= 0 && exchange < 1 << 20, "a loop and its exchange")
        self.loop = loop
        self.exchange = exchange
        self.part = part
    }

    /// A part of this request.
    func part(_ number: Int) -> RingWord { RingWord(loop: loop, exchange: exchange, part: number) }

    /// From the highest bit: 12 of the loop, 20 of the exchange, 16 of the part, 16 that tell whether it is one.
    init(_ bits: UInt64) {
        loop = Int(bits &>> 52)
        exchange = Int(bits &>> 32 & 0xF_FFFF)
        part = bits & 1 == 1 ? Int(bits &>> 16 & 0xFFFF) : nil
    }

    var bits: UInt64 {
        let place = UInt64(loop) &<< 52 | UInt64(exchange) &<< 32
        guard let part else { return place }
        return place | UInt64(part) &<< 16 | 1
    }
}
