#include "link.h"

#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
// Wide vectors cross no real call: everything here is inlined into its instance.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

// 1.5 * 2^52: adding it rounds to a whole number, which then is in the low bits.
#define WHOLE 0x1.8p52

typedef enum link { LINK_EXPONENTIAL, LINK_LOGISTIC } link;

#define LANES 1
#include "link_body.h"
#define LANES 4
#include "link_body.h"
#define LANES 8
#include "link_body.h"

// A row of few outputs is as frequent as many rows: one number takes a third of the instructions of eight.
INLINE void apply(link kind, double *values, size_t count, double scale) {
    for (; count >= 8; count -= 8, values += 8) {
        doubles8 value;
        memcpy(&value, values, sizeof value);
        value = linked8(kind, value, scale);
        memcpy(values, &value, sizeof value);
    }
    while (count > 1) {
        doubles4 value = {values[0], values[1], count > 2 ? values[2] : 0, count > 3 ? values[3] : 0};
        value = linked4(kind, value, scale);
        *values++ = value[0];
        *values++ = value[1];
        if (count > 2) *values++ = value[2];
        if (count > 3) *values++ = value[3];
        count -= count < 4 ? count : 4;
    }
    if (count == 1) *values = linked1(kind, (doubles1){*values}, scale)[0];
}

#define INSTANCE(name, ...)                                                                                       \
    __VA_ARGS__ static void name(link kind, double *values, size_t count, double scale) {             \
        if (kind == LINK_EXPONENTIAL) {                                                                            \
            apply(LINK_EXPONENTIAL, values, count, scale);                                                 \
        } else {                                                                                                   \
            apply(LINK_LOGISTIC, values, count, scale);                                                    \
        }                                                                                                          \
    }

INSTANCE(apply_portable)
#if defined(__x86_64__)
INSTANCE(apply_avx2, __attribute__((target("avx2"))))
INSTANCE(apply_avx512, __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq"))))
#endif

static void dispatch(cf_isa isa, link kind, double *values, size_t count, double scale) {
#if defined(__x86_64__)
    if (isa >= CF_ISA_AVX512) {
        apply_avx512(kind, values, count, scale);
        return;
    }
    if (isa == CF_ISA_AVX2) {
        apply_avx2(kind, values, count, scale);
        return;
    }
#else
    (void)isa;
#endif
    apply_portable(kind, values, count, scale);
}

void cf_exponential(cf_isa isa, double *values, size_t count) {
    dispatch(isa, LINK_EXPONENTIAL, values, count, 1);
}

void cf_logistic(cf_isa isa, double *values, size_t count, double scale) {
    dispatch(isa, LINK_LOGISTIC, values, count, scale);
}
