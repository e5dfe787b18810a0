internal import CTabular

/// With which of the CPU's instructions text is scanned and numbers are read; the results are the same.
public struct TextInstructions: Sendable, Equatable, CustomStringConvertible {
    let isa: ct_isa

    /// The fastest that this CPU has.
    public static let best = TextInstructions(isa: ct_cpu_best())
    /// All that this CPU has, the slowest first.
    public static var available: [TextInstructions] {
        [CT_ISA_PORTABLE, CT_ISA_NEON, CT_ISA_SSE2, CT_ISA_AVX2].filter { ct_cpu_has($0) }.map { TextInstructions(isa: $0) }
    }

    public var description: String {
        switch isa {
        case CT_ISA_NEON: "neon"
        case CT_ISA_SSE2: "sse2"
        case CT_ISA_AVX2: "avx2"
        default: "portable"
        }
    }
}
