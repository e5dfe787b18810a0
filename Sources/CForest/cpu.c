#include "cpu.h"

bool cf_cpu_has(cf_isa isa) {
#if defined(__x86_64__)
    // The builtin asks the system too whether it saves the wide registers (xgetbv).
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt");
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    const bool vbmi = avx512 && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
                      __builtin_cpu_supports("gfni");
    switch (isa) {
    case CF_ISA_PORTABLE: return true;
    case CF_ISA_AVX2: return avx2;
    case CF_ISA_AVX512: return avx512;
    case CF_ISA_AVX512_VBMI: return vbmi;
    default: return false;
    }
#elif defined(__aarch64__)
    return isa == CF_ISA_PORTABLE || isa == CF_ISA_NEON;
#else
    return isa == CF_ISA_PORTABLE;
#endif
}
