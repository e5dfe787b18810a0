// The intrinsics of the AVX-512 kernels in plain C: found before the compiler's own header when the kernels are built for a CPU without
// AVX-512 (.ci/avx512-emulated). SIMDe has most of them; what its version 0.7.4 lacks follows.
#pragma once

#define SIMDE_ENABLE_NATIVE_ALIASES
#define SIMDE_NO_NATIVE
#include <simde/x86/avx512.h>
#include <simde/x86/gfni.h>

typedef uint8_t __mmask8;
typedef uint16_t __mmask16;
typedef uint64_t __mmask64;

#define _mm512_shuffle_f32x4 simde_mm512_shuffle_f32x4
#define _mm512_shuffle_f64x2 simde_mm512_shuffle_f64x2

static inline void _store_mask16(__mmask16 *address, __mmask16 mask) { *address = mask; }

static inline __mmask16 _mm512_kunpackb(__mmask16 high, __mmask16 low) { return (__mmask16)((high & 0xff) << 8 | (low & 0xff)); }

static inline __m512 _mm512_maskz_loadu_ps(__mmask16 mask, const void *address) {
    float numbers[16];
    for (int i = 0; i < 16; i++) numbers[i] = mask >> i & 1 ? ((const float *)address)[i] : 0;
    return simde_mm512_loadu_ps(numbers);
}

static inline __m512d _mm512_maskz_loadu_pd(__mmask8 mask, const void *address) {
    double numbers[8];
    for (int i = 0; i < 8; i++) numbers[i] = mask >> i & 1 ? ((const double *)address)[i] : 0;
    return simde_mm512_loadu_pd(numbers);
}

static inline __m256 _mm512_cvtpd_ps(__m512d a) {
    double from[8];
    float to[8];
    simde_mm512_storeu_pd(from, a);
    for (int i = 0; i < 8; i++) to[i] = (float)from[i];
    return simde_mm256_loadu_ps(to);
}

static inline __m512i _mm512_cvtepu8_epi32(__m128i a) {
    uint8_t from[16];
    uint32_t to[16];
    simde_mm_storeu_si128((simde__m128i *)from, a);
    for (int i = 0; i < 16; i++) to[i] = from[i];
    return simde_mm512_loadu_si512(to);
}

static inline __m512i _mm512_cvtepu8_epi64(__m128i a) {
    uint8_t from[16];
    uint64_t to[8];
    simde_mm_storeu_si128((simde__m128i *)from, a);
    for (int i = 0; i < 8; i++) to[i] = from[i];
    return simde_mm512_loadu_si512(to);
}
