#pragma once

#include <stdbool.h>

/// The instruction sets that kernels are written for, in ascending order of what is taken when the CPU has several.
typedef enum cf_isa {
    /// Any CPU: no intrinsics.
    CF_ISA_PORTABLE = 0,
    /// AArch64 with Advanced SIMD, which all have.
    CF_ISA_NEON = 1,
    /// AVX2 and BMI2.
    CF_ISA_AVX2 = 2,
    /// AVX-512 F, BW, DQ, VL.
    CF_ISA_AVX512 = 3,
    /// The same with VBMI, VBMI2 and GFNI.
    CF_ISA_AVX512_VBMI = 4,
} cf_isa;

/// Whether this CPU, and the system under it, runs the kernels of `isa`.
bool cf_cpu_has(cf_isa isa);
