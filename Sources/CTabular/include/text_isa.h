#pragma once

#include <stdbool.h>

/// The instruction sets that text is scanned with, in ascending order of what is taken when the CPU has several.
typedef enum ct_isa {
    /// Any CPU: no intrinsics.
    CT_ISA_PORTABLE = 0,
    /// AArch64 with Advanced SIMD, which all have.
    CT_ISA_NEON = 1,
    /// What every x86-64 has.
    CT_ISA_SSE2 = 2,
    /// AVX2, BMI and carry-less multiplication.
    CT_ISA_AVX2 = 3,
} ct_isa;

/// Whether this CPU, and the system under it, runs the scans of `isa`.
bool ct_cpu_has(ct_isa isa);

/// The highest of those that it runs.
ct_isa ct_cpu_best(void);
