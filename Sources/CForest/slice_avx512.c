// Bit-sliced scoring with AVX-512 as Skylake-SP and Cascade Lake have it: without byte permutations and bit matrices. No gathers: what
// has to be done against leaks through them makes them slow on just these CPUs.

#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "slice.h"

#define CF_KERNEL cf_slice_avx512
#define CF_TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi2")))
#define CF_INLINE static inline __attribute__((always_inline)) CF_TARGET
#define CF_WORD_OF_GROUP(g) (g)

#include "slice_avx512_body.h"

CF_INLINE cf_vector cf_bytes_in_set(const uint8_t *places, const uint8_t *bits, const uint8_t *set, bool is_small) {
    const __m512i low_half = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)set));
    const __m512i high_half = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(set + 16)));
    _Alignas(64) uint64_t rows[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        const __m512i place = cf_load(places + 64 * i);
        __m512i part = _mm512_shuffle_epi8(low_half, place);
        if (!is_small) {
            const __mmask64 is_high = _mm512_test_epi8_mask(place, _mm512_set1_epi8(16));
            part = _mm512_mask_shuffle_epi8(part, is_high, high_half, place);
        }
        rows[i] = _mm512_test_epi8_mask(part, cf_load(bits + 64 * i));
    }
    return cf_load(rows);
}

CF_INLINE cf_vector cf_bytes_equal(const uint8_t *bytes, uint8_t value) {
    _Alignas(64) uint64_t rows[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) rows[i] = _mm512_cmpeq_epi8_mask(cf_load(bytes + 64 * i), _mm512_set1_epi8((char)value));
    return cf_load(rows);
}

// 64 rows of a plane are a mask under which its bit is added. In row order.
CF_INLINE void cf_index(const cf_vector *planes, int bits, uint8_t *indices) {
    _Alignas(64) uint64_t rows[8][8];
    for (int bit = 0; bit < bits; bit++) cf_store(rows[bit], planes[bit]);
    // Masks are loaded from there; clang would rather take registers apart.
    __asm__ volatile("" : : "r"(rows) : "memory");
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        __m512i index = _mm512_maskz_mov_epi8(rows[0][i], _mm512_set1_epi8(1));
        for (int bit = 1; bit < bits; bit++) {
            index = _mm512_mask_add_epi8(index, rows[bit][i], index, _mm512_set1_epi8((char)(1 << bit)));
        }
        cf_store(indices + 64 * i, index);
    }
}

// Whether bit `bit` of 16, or 8, indices is set.
CF_INLINE __mmask16 bit_of16(__m512i indices, int bit) {
    return _mm512_movepi32_mask(_mm512_sll_epi32(indices, _mm_cvtsi32_si128(31 - bit)));
}
CF_INLINE __mmask8 bit_of8(__m512i indices, int bit) {
    return _mm512_movepi64_mask(_mm512_sll_epi64(indices, _mm_cvtsi32_si128(63 - bit)));
}

CF_INLINE __m512 look_up32(const float *table, uint32_t entries, __m512i indices) {
    __m512 found[8];
    for (uint32_t i = 0; i < entries / 32; i++) {
        found[i] = _mm512_permutex2var_ps(_mm512_load_ps(table + 32 * i), indices, _mm512_load_ps(table + 32 * i + 16));
    }
    int bit = 5;
    for (uint32_t count = entries / 64; count > 0; count /= 2, bit++) {
        const __mmask16 is_set = bit_of16(indices, bit);
        for (uint32_t i = 0; i < count; i++) found[i] = _mm512_mask_mov_ps(found[2 * i], is_set, found[2 * i + 1]);
    }
    return found[0];
}

// From 128 entries on, eight loads are fewer than the permutations.
CF_INLINE __m512d look_up64(const double *table, uint32_t entries, const uint8_t *bytes) {
    if (entries > 64) {
        uint64_t eight;
        memcpy(&eight, bytes, sizeof eight);
        return _mm512_set_pd(
            table[eight >> 56], table[(uint8_t)(eight >> 48)], table[(uint8_t)(eight >> 40)], table[(uint8_t)(eight >> 32)],
            table[(uint8_t)(eight >> 24)], table[(uint8_t)(eight >> 16)], table[(uint8_t)(eight >> 8)], table[(uint8_t)eight]);
    }
    const __m512i indices = _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)bytes));
    __m512d found[4];
    for (int i = 0; i < 4; i++) {
        found[i] = _mm512_permutex2var_pd(_mm512_load_pd(table + 16 * i), indices, _mm512_load_pd(table + 16 * i + 8));
    }
    const __mmask8 bit4 = bit_of8(indices, 4);
    const __m512d low = _mm512_mask_mov_pd(found[0], bit4, found[1]);
    return _mm512_mask_mov_pd(low, bit_of8(indices, 5), _mm512_mask_mov_pd(found[2], bit4, found[3]));
}

// Pieces whose tables together stay in the first cache, while all rows pass by.
CF_INLINE uint32_t pieces_at_once(uint32_t entries, uint32_t number_bytes) { return 8192 / (entries * number_bytes); }

#define CF_ADD_AND_STORE(width, number, vector, count_of_vector, load, store, add, look_up)                                    \
    CF_INLINE void cf_add_leaves##width(                                                                                       \
        const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries,               \
        uint32_t row_count, number *sums) {                                                                                    \
        enum { registers = 4 };                                                                                                \
        const uint32_t at_once = pieces_at_once(entries, sizeof(number));                                                      \
        for (uint32_t first = 0; first < count; first += at_once) {                                                            \
            const uint32_t end = count - first < at_once ? count : first + at_once;                                            \
            for (uint32_t row = 0; row < row_count; row += registers * count_of_vector) {                                      \
                vector sum[registers];                                                                                         \
                for (uint32_t i = 0; i < registers; i++) sum[i] = load(sums + row + i * count_of_vector);                      \
                for (uint32_t p = first; p < end; p++) {                                                                       \
                    const number *table = (const number *)((const uint8_t *)group->leaf_values + pieces[p].first_leaf_byte);   \
                    const uint8_t *bytes = indices + p * rows_of_vector + row;                                                 \
                    for (uint32_t i = 0; i < registers; i++) {                                                                 \
                        sum[i] = add(sum[i], look_up(table, entries, bytes + i * count_of_vector));                            \
                    }                                                                                                          \
                }                                                                                                              \
                for (uint32_t i = 0; i < registers; i++) store(sums + row + i * count_of_vector, sum[i]);                      \
            }                                                                                                                  \
        }                                                                                                                      \
    }                                                                                                                          \
    CF_INLINE void cf_margins##width(const number *sums, uint32_t row_count, double *margins, size_t stride) {                 \
        if (stride == 1) {                                                                                                     \
            for (uint32_t r = 0; r < row_count; r++) margins[r] = (double)sums[r];                                             \
        } else {                                                                                                               \
            for (uint32_t r = 0; r < row_count; r++) margins[r * stride] = (double)sums[r];                                    \
        }                                                                                                                      \
    }

CF_INLINE __m512 look_up32_of_bytes(const float *table, uint32_t entries, const uint8_t *bytes) {
    return look_up32(table, entries, _mm512_cvtepu8_epi32(_mm_load_si128((const __m128i *)bytes)));
}

CF_ADD_AND_STORE(32, float, __m512, floats, _mm512_load_ps, _mm512_store_ps, _mm512_add_ps, look_up32_of_bytes)
CF_ADD_AND_STORE(64, double, __m512d, doubles, _mm512_load_pd, _mm512_store_pd, _mm512_add_pd, look_up64)

#include "slice_body.h"

#endif
