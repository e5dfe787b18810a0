#include "text_isa.h"

bool ct_cpu_has(ct_isa isa) {
#if defined(__x86_64__)
    // The builtin asks the system too whether it saves the wide registers (xgetbv).
    __builtin_cpu_init();
    switch (isa) {
    case CT_ISA_PORTABLE:
    case CT_ISA_SSE2: return true;
    case CT_ISA_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
               __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
    default: return false;
    }
#elif defined(__aarch64__)
    return isa == CT_ISA_PORTABLE || isa == CT_ISA_NEON;
#else
    return isa == CT_ISA_PORTABLE;
#endif
}

ct_isa ct_cpu_best(void) {
    for (ct_isa isa = CT_ISA_AVX2; isa > CT_ISA_PORTABLE; isa--) {
        if (ct_cpu_has(isa)) return isa;
    }
    return CT_ISA_PORTABLE;
}
