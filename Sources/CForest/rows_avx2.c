// Few rows with AVX2.

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>

#include "coded.h"
#include "masks.h"
#include "rows.h"

#define CF_KERNEL cf_row_avx2
#define CF_CODED_KERNEL cf_coded_avx2
#define CF_MASK_KERNEL cf_mask_avx2
#define CF_TARGET __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define CF_INLINE static inline __attribute__((always_inline, target("avx2,bmi,bmi2,lzcnt,popcnt")))

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

typedef __m256i cf_bytes;

// Table t, both halves alike, exclusive-ored with the one before it: what a lookup has found in the one before is then replaced.
typedef struct cf_tables {
    __m256i codes[4];
    __m256i changes[4];
} cf_tables;

CF_INLINE cf_tables cf_load_tables(const uint8_t *codes, uint32_t table_count) {
    cf_tables tables;
#pragma clang loop unroll(full)
    for (uint32_t t = 0; t < table_count; t++) {
        tables.codes[t] = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(codes + CF_MASK_TABLE * t)));
        tables.changes[t] = t == 0 ? tables.codes[0] : _mm256_xor_si256(tables.codes[t], tables.codes[t - 1]);
    }
    return tables;
}

CF_INLINE cf_bytes cf_no_bytes(void) { return _mm256_setzero_si256(); }
CF_INLINE cf_bytes cf_load_bytes(const uint8_t *from) { return _mm256_load_si256((const __m256i *)from); }
CF_INLINE void cf_store_bytes(uint8_t *to, cf_bytes bytes) { _mm256_store_si256((__m256i *)to, bytes); }
CF_INLINE cf_bytes cf_reach(cf_bytes codes, cf_bytes thresholds) {
    return _mm256_cmpeq_epi8(_mm256_max_epu8(codes, thresholds), codes);
}
CF_INLINE uint32_t cf_bits(cf_bytes bytes) { return (uint32_t)_mm256_movemask_epi8(bytes); }
CF_INLINE cf_bytes cf_choose(cf_bytes left, cf_bytes right, cf_bytes goes_right) {
    return _mm256_blendv_epi8(left, right, goes_right);
}
CF_INLINE cf_bytes cf_append(cf_bytes places, cf_bytes goes_right) {
    return _mm256_sub_epi8(_mm256_add_epi8(places, places), goes_right);
}

// Columns of earlier tables are below 0 from their table on, and look up 0.
CF_INLINE cf_bytes cf_look_up(const cf_tables *tables, uint32_t table_count, cf_bytes columns) {
    cf_bytes codes = _mm256_shuffle_epi8(tables->codes[0], columns);
#pragma clang loop unroll(full)
    for (uint32_t t = 1; t < table_count; t++) {
        columns = _mm256_sub_epi8(columns, _mm256_set1_epi8(CF_MASK_TABLE));
        codes = _mm256_xor_si256(codes, _mm256_shuffle_epi8(tables->changes[t], columns));
    }
    return codes;
}

CF_INLINE __m128i cf_two_tails(const char *tails, const uint32_t *places) {
    const __m128i first = _mm_loadl_epi64((const __m128i *)(tails + places[0]));
    return _mm_castps_si128(_mm_loadh_pi(_mm_castsi128_ps(first), (const __m64 *)(tails + places[1])));
}

CF_INLINE void cf_leave_tails(
    const cf_tables *tables, uint32_t table_count, const char *tails, size_t tree_bytes, size_t value_bytes, const uint8_t *places,
    uint32_t *leaves) {
    // By the answers of the upper split, of the one left below it, and of the one right: the leaf.
    const __m256i leaf_of_answers = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 2, 1, 2, 0, 3, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0));
    const __m256i trees = _mm256_mullo_epi32(_mm256_set1_epi32((int)tree_bytes), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    const __m256i bytes = _mm256_add_epi32(trees, _mm256_mullo_epi16(
        _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)places)),
        _mm256_set1_epi32((int)(CF_MASK_TAIL_BYTES + 4 * value_bytes))));
    _mm256_store_si256((__m256i *)leaves, bytes);
    // Through memory: to extract them from a register takes twice as long.
    __asm__("" : "+m"(*(uint32_t(*)[CF_MASK_TAIL_LANES])leaves));
    // In an order that the shuffles below undo.
    const __m256 low = _mm256_castsi256_ps(_mm256_setr_m128i(cf_two_tails(tails, leaves), cf_two_tails(tails, leaves + 4)));
    const __m256 high = _mm256_castsi256_ps(_mm256_setr_m128i(cf_two_tails(tails, leaves + 2), cf_two_tails(tails, leaves + 6)));
    const __m256i columns = _mm256_castps_si256(_mm256_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
    const __m256i thresholds = _mm256_castps_si256(_mm256_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
    const __m256i answers = _mm256_and_si256(
        cf_reach(cf_look_up(tables, table_count, columns), thresholds), _mm256_set1_epi32(0x00040201));
    const __m256i sums = _mm256_madd_epi16(_mm256_maddubs_epi16(answers, _mm256_set1_epi8(1)), _mm256_set1_epi16(1));
    const __m256i leaf = _mm256_shuffle_epi8(leaf_of_answers, sums);
    const __m256i offsets = _mm256_slli_epi32(leaf, value_bytes == sizeof(double) ? 3 : 2);
    _mm256_store_si256((__m256i *)leaves, _mm256_add_epi32(bytes, offsets));
}

CF_INLINE uint64_t cf_deposit(uint64_t bits, uint64_t places) { return _pdep_u64(bits, places); }
CF_INLINE uint64_t cf_below(uint64_t bits, uint64_t count) { return _bzhi_u64(bits, (uint32_t)count); }
// The bit to the carry, and the carry in: the compiler takes three instructions.
CF_INLINE uint64_t cf_descend(uint64_t node, uint64_t answers) {
    __asm__("bt %0, %1\n\tadc %0, %0" : "+r"(node) : "r"(answers) : "cc");
    return node;
}

bool cf_mask_suits_cpu(void) {
    __builtin_cpu_init();
    return !__builtin_cpu_is("znver1") && !__builtin_cpu_is("znver2");
}

#include "rows_body.h"
#include "coded_body.h"
#include "masks_body.h"

#endif
