internal import CForest

/// What kernels are compiled for, in ascending order of preference.
public enum InstructionSet: String, Sendable, CaseIterable {
    /// Any CPU: no intrinsics.
    case portable
    /// AArch64 with Advanced SIMD.
    case neon
    /// AVX2 and BMI2.
    case avx2
    /// AVX-512 F, BW, DQ and VL.
    case avx512
    /// The same with VBMI, VBMI2 and GFNI.
    case avx512vbmi

    /// Whether this CPU, and the system under it, runs it.
    public var isSupported: Bool { cf_cpu_has(isa) }

    /// The best that this CPU runs.
    public static let best: InstructionSet = allCases.last { $0.isSupported } ?? .portable

    var isa: cf_isa {
        switch self {
        case .portable: CF_ISA_PORTABLE
        case .neon: CF_ISA_NEON
        case .avx2: CF_ISA_AVX2
        case .avx512: CF_ISA_AVX512
        case .avx512vbmi: CF_ISA_AVX512_VBMI
        }
    }
}
