// Few rows with AVX2.

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdint.h>

#include "coded.h"
#include "rows.h"

#define CF_KERNEL cf_row_avx2
#define CF_CODED_KERNEL cf_coded_avx2
#define CF_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CF_INLINE static inline __attribute__((always_inline, target("avx2,bmi,bmi2,popcnt")))

// Twice the number of 16 thresholds that are <= value, since a mask has two bits for each.
CF_INLINE uint32_t count32(__m256 value, const float *thresholds) {
    const __m256i low = _mm256_castps_si256(_mm256_cmp_ps(value, _mm256_load_ps(thresholds), _CMP_GE_OQ));
    const __m256i high = _mm256_castps_si256(_mm256_cmp_ps(value, _mm256_load_ps(thresholds + 8), _CMP_GE_OQ));
    return (uint32_t)__builtin_popcount((uint32_t)_mm256_movemask_epi8(_mm256_packs_epi32(low, high)));
}

CF_INLINE uint32_t count64(__m256d value, const double *thresholds) {
    const __m256i a = _mm256_castpd_si256(_mm256_cmp_pd(value, _mm256_load_pd(thresholds), _CMP_GE_OQ));
    const __m256i b = _mm256_castpd_si256(_mm256_cmp_pd(value, _mm256_load_pd(thresholds + 4), _CMP_GE_OQ));
    const __m256i c = _mm256_castpd_si256(_mm256_cmp_pd(value, _mm256_load_pd(thresholds + 8), _CMP_GE_OQ));
    const __m256i d = _mm256_castpd_si256(_mm256_cmp_pd(value, _mm256_load_pd(thresholds + 12), _CMP_GE_OQ));
    const __m256i pairs = _mm256_packs_epi32(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
    return (uint32_t)__builtin_popcount((uint32_t)_mm256_movemask_epi8(pairs));
}

static const uint8_t numbers[256] __attribute__((aligned(32))) = {
#define ROW(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9, n + 10, n + 11, n + 12, n + 13, n + 14, n + 15
    ROW(0), ROW(16), ROW(32), ROW(48), ROW(64), ROW(80), ROW(96), ROW(112), ROW(128), ROW(144), ROW(160), ROW(176), ROW(192),
    ROW(208), ROW(224), ROW(240)};

// Answer k is code > k; all are 1 where `missing` is all ones. A jump by the count, which is the same for every row: a loop costs twice as
// much.
CF_INLINE void fill(const cf_row_numeric *column, uint32_t code, __m256i missing, uint8_t *answers) {
    const __m256i codes = _mm256_or_si256(_mm256_set1_epi8((char)code), missing);
    const __m256i one = _mm256_set1_epi8(1);
    uint8_t *out = answers + column->first_answer;
#define FILL(i)                                                                                                                \
    _mm256_storeu_si256((__m256i *)(out + i),                                                                                  \
                        _mm256_min_epu8(_mm256_subs_epu8(codes, _mm256_load_si256((const __m256i *)(numbers + i))), one))
    switch ((column->count + 31u) / 32) {
    default: FILL(224); __attribute__((fallthrough));
    case 7: FILL(192); __attribute__((fallthrough));
    case 6: FILL(160); __attribute__((fallthrough));
    case 5: FILL(128); __attribute__((fallthrough));
    case 4: FILL(96); __attribute__((fallthrough));
    case 3: FILL(64); __attribute__((fallthrough));
    case 2: FILL(32); __attribute__((fallthrough));
    case 1: FILL(0);
    }
}

#define SEARCH(name, number, table, vector, si, set1, and_, or_, cmp, passed)                                                  \
    CF_INLINE uint32_t search##name(const cf_row_numeric *column, cf_row_rule rule, number x, vector *missing) {              \
        vector value = set1(x);                                                                                                \
        if (rule == CF_ROW_ZERO_LEFT || rule == CF_ROW_ZERO_RIGHT) {                                                           \
            const vector band = set1((number)CF_ZERO_BAND), below = set1(-(number)CF_ZERO_BAND);                               \
            value = or_(value, and_(cmp(value, band, _CMP_LE_OQ), cmp(value, below, _CMP_GE_OQ)));                             \
        }                                                                                                                      \
        if (rule == CF_ROW_MISSING_ZERO) value = and_(value, cmp(value, value, _CMP_ORD_Q));                                   \
        const number *thresholds = column->table;                                                                              \
        uint32_t code = 0;                                                                                                     \
        if (column->count > 16) code = passed(value, thresholds);                                                              \
        code = (16 * code + passed(value, thresholds + CF_ROW_COARSE + 8 * code)) / 2;                                         \
        *missing = set1(0);                                                                                                    \
        if (rule == CF_ROW_MISSING_RIGHT || rule == CF_ROW_ZERO_RIGHT) *missing = cmp(value, value, _CMP_UNORD_Q);             \
        return code;                                                                                                           \
    }                                                                                                                          \
    CF_INLINE void cf_answer##name(const cf_row_numeric *column, cf_row_rule rule, number x, uint8_t *answers) {               \
        vector missing;                                                                                                        \
        const uint32_t code = search##name(column, rule, x, &missing);                                                        \
        fill(column, code, si(missing), answers);                                                                              \
    }                                                                                                                          \
    CF_INLINE uint8_t cf_code##name(const cf_row_numeric *column, cf_row_rule rule, number x) {                                \
        vector missing;                                                                                                        \
        const uint32_t code = search##name(column, rule, x, &missing);                                                        \
        return (uint8_t)(code | (uint32_t)_mm256_movemask_epi8(si(missing)));                                                  \
    }

SEARCH(32, float, table32, __m256, _mm256_castps_si256, _mm256_set1_ps, _mm256_and_ps, _mm256_or_ps, _mm256_cmp_ps, count32)
SEARCH(64, double, table64, __m256d, _mm256_castpd_si256, _mm256_set1_pd, _mm256_and_pd, _mm256_or_pd, _mm256_cmp_pd, count64)

CF_INLINE void cf_answer_words(const uint32_t *words, uint32_t word_count, uint8_t *answers) {
    const __m256i byte_of_bit =
        _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
    const __m256i bits = _mm256_set1_epi64x((long long)0x8040201008040201ull);
    const __m256i one = _mm256_set1_epi8(1);
    for (uint32_t i = 0; i < word_count; i++) {
        const __m256i bytes = _mm256_shuffle_epi8(_mm256_set1_epi32((int)words[i]), byte_of_bit);
        _mm256_storeu_si256((__m256i *)(answers + 32 * i), _mm256_min_epu8(_mm256_and_si256(bytes, bits), one));
    }
}

#include "rows_body.h"
#include "coded_body.h"

#endif
