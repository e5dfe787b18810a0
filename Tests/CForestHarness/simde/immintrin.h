// The intrinsics of the AVX-512 kernels in plain C: found before the compiler's own header when the kernels are built for a CPU without
// AVX-512 (.ci/avx512-emulated). SIMDe has most of them; what its version 0.7.4 lacks follows.
#pragma once

#define SIMDE_ENABLE_NATIVE_ALIASES
#define SIMDE_NO_NATIVE
#include <simde/x86/avx512.h>
#include <simde/x86/gfni.h>

typedef uint8_t __mmask8;
typedef uint16_t __mmask16;
typedef uint32_t __mmask32;
typedef uint64_t __mmask64;

#define _mm512_shuffle_f32x4 simde_mm512_shuffle_f32x4
#define _mm512_shuffle_f64x2 simde_mm512_shuffle_f64x2

static inline void _store_mask16(__mmask16 *address, __mmask16 mask) { *address = mask; }

static inline void _store_mask64(__mmask64 *address, __mmask64 mask) { *address = mask; }

static inline __mmask32 _mm512_kunpackw(__mmask32 high, __mmask32 low) { return (high & 0xffff) << 16 | (low & 0xffff); }

static inline __mmask64 _mm512_mask_cmpgt_epu8_mask(__mmask64 mask, __m512i a, __m512i b) {
    return simde_mm512_cmpgt_epu8_mask(a, b) & mask;
}

static inline __m512i _mm512_shldi_epi64(__m512i high, __m512i low, int count) {
    uint64_t upper[8], lower[8];
    simde_mm512_storeu_si512(upper, high);
    simde_mm512_storeu_si512(lower, low);
    for (int i = 0; i < 8; i++) upper[i] = upper[i] << count | lower[i] >> (64 - count);
    return simde_mm512_loadu_si512(upper);
}

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

static inline __m512d _mm512_cvtps_pd(__m256 a) {
    float from[8];
    double to[8];
    simde_mm256_storeu_ps(from, a);
    for (int i = 0; i < 8; i++) to[i] = (double)from[i];
    return simde_mm512_loadu_pd(to);
}

static inline __m512i _mm512_cvtepu32_epi64(__m256i a) {
    uint32_t from[8];
    uint64_t to[8];
    simde_mm256_storeu_si256((simde__m256i *)from, a);
    for (int i = 0; i < 8; i++) to[i] = from[i];
    return simde_mm512_loadu_si512(to);
}

static inline __m512i _mm512_cvtepu8_epi64(__m128i a) {
    uint8_t from[16];
    uint64_t to[8];
    simde_mm_storeu_si128((simde__m128i *)from, a);
    for (int i = 0; i < 8; i++) to[i] = from[i];
    return simde_mm512_loadu_si512(to);
}
