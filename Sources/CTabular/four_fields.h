#pragma once

#include <immintrin.h>

#include "number_parts.h"

#define CT_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CT_INLINE static inline __attribute__((always_inline, target("avx2,bmi,bmi2,popcnt")))

/// Four fields of a column as they are taken apart, each in 64 bits.
typedef struct four_fields {
    /// Right where `are_plain`; NaN where `are_empty`.
    __m256d values;
    __m256i are_plain;
    __m256i are_empty;
    /// Of more bytes than this way of taking them apart goes up to; then the rest is anything.
    __m256i are_long;
} four_fields;

CT_INLINE __m256i four(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
    return _mm256_set_epi64x((long long)d, (long long)c, (long long)b, (long long)a);
}

/// A bit for each lane.
CT_INLINE int lanes(__m256i mask) { return _mm256_movemask_pd(_mm256_castsi256_pd(mask)); }

/// How many bytes each field has, from entries as in csv_index.h.
CT_INLINE __m256i byte_counts(__m256i entries) {
    return _mm256_sub_epi64(_mm256_srli_epi64(entries, 32), _mm256_and_si256(entries, _mm256_set1_epi64x(0xFFFFFFFF)));
}

/// The whole numbers that four digits each say, in 32 bits: neighbours are joined into pairs, and these into fours.
CT_INLINE __m256i fours_of(__m256i digits) {
    const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(1 << 8 | 10));
    return _mm256_madd_epi16(pairs, _mm256_set1_epi32(1 << 16 | 100));
}

/// The same of eight digits, from two registers of four each, as _mm256_packus_epi32 orders them.
CT_INLINE __m256i eights_of(__m256i low_fours, __m256i high_fours) {
    return _mm256_madd_epi16(_mm256_packus_epi32(low_fours, high_fours), _mm256_set1_epi32(1 << 16 | 10000));
}

/// Ten to the powers of 0 to 7 in each lane.
CT_INLINE __m256d four_powers(__m256i exponents) {
    const __m256i low_halves = _mm256_permutevar8x32_epi32(exponents, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    const __m256 powers = _mm256_setr_ps(1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f);
    return _mm256_cvtps_pd(_mm256_castps256_ps128(_mm256_permutevar8x32_ps(powers, low_halves)));
}

/// The magnitudes with their signs, and NaN where nothing stands.
CT_INLINE __m256d signed_or_missing(__m256d magnitudes, __m256i signs, __m256i are_empty) {
    return _mm256_blendv_pd(
        _mm256_or_pd(magnitudes, _mm256_castsi256_pd(signs)), _mm256_set1_pd((double)NAN), _mm256_castsi256_pd(are_empty));
}
