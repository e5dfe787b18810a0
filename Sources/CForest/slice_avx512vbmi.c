// Bit-sliced scoring with AVX-512 and its byte permutations (VBMI) and bit matrices (GFNI): Ice Lake, Zen 4 and later.

#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "slice.h"

#define CF_KERNEL cf_slice_avx512vbmi
#define CF_TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,gfni,bmi2")))
#define CF_INLINE static inline __attribute__((always_inline)) CF_TARGET
// Where unpacking the bytes of planes puts a lane's rows is where they belong: a register of indices has 64 rows, in order.
#define CF_WORD_OF_GROUP(g) ((g) % 4 * 8 + (g) / 4)

#include "slice_avx512_body.h"

// Words of rows in order to where CF_WORD_OF_GROUP has them.
CF_INLINE cf_vector in_vector_order(cf_vector rows) {
    uint16_t places[32];
    for (uint16_t g = 0; g < 32; g++) places[CF_WORD_OF_GROUP(g)] = g;
    return _mm512_permutexvar_epi16(_mm512_loadu_si512(places), rows);
}

CF_INLINE cf_vector cf_bytes_in_set(const uint8_t *places, const uint8_t *bits, const uint8_t *set, bool is_small) {
    (void)is_small;
    // The set twice: bit 5 of the index says nothing.
    const __m512i table = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)set));
    _Alignas(64) uint64_t rows[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        rows[i] = _mm512_test_epi8_mask(_mm512_permutexvar_epi8(cf_load(places + 64 * i), table), cf_load(bits + 64 * i));
    }
    return in_vector_order(cf_load(rows));
}

CF_INLINE cf_vector cf_bytes_equal(const uint8_t *bytes, uint8_t value) {
    _Alignas(64) uint64_t rows[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) rows[i] = _mm512_cmpeq_epi8_mask(cf_load(bytes + 64 * i), _mm512_set1_epi8((char)value));
    return in_vector_order(cf_load(rows));
}

// Bytes of eight planes side by side, highest bit first, as the rows of a bit matrix; the matrix times byte i of the constant, which has
// bit i only, is its column i: the index of row i.
CF_INLINE void cf_index(const cf_vector *planes, int bits, uint8_t *indices) {
    const __m512i columns = _mm512_set1_epi64((int64_t)0x8040201008040201);
    __m512i p[8], pairs[8], fours[8];
    for (int i = 0; i < 8; i++) p[i] = i < bits ? planes[i] : cf_zero();
    for (int i = 0; i < 4; i++) {
        pairs[2 * i] = _mm512_unpacklo_epi8(p[2 * i + 1], p[2 * i]);
        pairs[2 * i + 1] = _mm512_unpackhi_epi8(p[2 * i + 1], p[2 * i]);
    }
    for (int i = 0; i < 2; i++) {
        for (int half = 0; half < 2; half++) {
            fours[4 * i + 2 * half] = _mm512_unpacklo_epi16(pairs[4 * i + 2 + half], pairs[4 * i + half]);
            fours[4 * i + 2 * half + 1] = _mm512_unpackhi_epi16(pairs[4 * i + 2 + half], pairs[4 * i + half]);
        }
    }
    for (int i = 0; i < 4; i++) {
        const __m512i low = _mm512_unpacklo_epi32(fours[4 + i], fours[i]);
        const __m512i high = _mm512_unpackhi_epi32(fours[4 + i], fours[i]);
        cf_store(indices + 128 * i, _mm512_gf2p8affine_epi64_epi8(columns, low, 0));
        cf_store(indices + 128 * i + 64, _mm512_gf2p8affine_epi64_epi8(columns, high, 0));
    }
}

// Which quarters of a table of 256 the indices of 64 rows are in, and above.
typedef struct quarters {
    __mmask64 second, third, fourth;
} quarters;

CF_INLINE quarters quarters_of(__m512i indices, uint32_t entries) {
    quarters q = {0, 0, 0};
    if (entries >= 128) q.second = _mm512_cmpge_epu8_mask(indices, _mm512_set1_epi8(64));
    if (entries == 256) {
        q.third = _mm512_cmpge_epu8_mask(indices, _mm512_set1_epi8((char)128));
        q.fourth = _mm512_cmpge_epu8_mask(indices, _mm512_set1_epi8((char)192));
    }
    return q;
}

CF_INLINE __m512i look_up(const uint8_t *table, uint32_t entries, __m512i indices, quarters q) {
    __m512i found = _mm512_permutexvar_epi8(indices, cf_load(table));
    if (entries >= 128) found = _mm512_mask_permutexvar_epi8(found, q.second, indices, cf_load(table + 64));
    if (entries == 256) {
        found = _mm512_mask_permutexvar_epi8(found, q.third, indices, cf_load(table + 128));
        found = _mm512_mask_permutexvar_epi8(found, q.fourth, indices, cf_load(table + 192));
    }
    return found;
}

// Pieces whose tables together stay in the first cache, while all rows pass by.
CF_INLINE uint32_t pieces_at_once(uint32_t entries, uint32_t number_bytes) { return 8192 / (entries * number_bytes); }

// Sums lie in runs of 64 rows as unpacking leaves them: register q of a run has, of each lane's 16 rows, rows 4 * q ..< 4 * q + 4.
CF_INLINE void cf_add_leaves32(
    const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries, uint32_t row_count,
    float *sums) {
    const uint32_t at_once = pieces_at_once(entries, sizeof(float));
    for (uint32_t first = 0; first < count; first += at_once) {
        const uint32_t end = count - first < at_once ? count : first + at_once;
        for (uint32_t row = 0; row < row_count; row += 64) {
            __m512 sum[4];
            for (int i = 0; i < 4; i++) sum[i] = _mm512_load_ps(sums + row + 16 * i);
            for (uint32_t p = first; p < end; p++) {
                const uint8_t *table = (const uint8_t *)group->leaf_planes + pieces[p].first_leaf_byte;
                const __m512i index = cf_load(indices + p * rows_of_vector + row);
                const quarters q = quarters_of(index, entries);
                __m512i byte[4];
                for (uint32_t b = 0; b < 4; b++) byte[b] = look_up(table + b * entries, entries, index, q);
                const __m512i a = _mm512_unpacklo_epi8(byte[0], byte[1]), b = _mm512_unpackhi_epi8(byte[0], byte[1]);
                const __m512i c = _mm512_unpacklo_epi8(byte[2], byte[3]), d = _mm512_unpackhi_epi8(byte[2], byte[3]);
                sum[0] = _mm512_add_ps(sum[0], _mm512_castsi512_ps(_mm512_unpacklo_epi16(a, c)));
                sum[1] = _mm512_add_ps(sum[1], _mm512_castsi512_ps(_mm512_unpackhi_epi16(a, c)));
                sum[2] = _mm512_add_ps(sum[2], _mm512_castsi512_ps(_mm512_unpacklo_epi16(b, d)));
                sum[3] = _mm512_add_ps(sum[3], _mm512_castsi512_ps(_mm512_unpackhi_epi16(b, d)));
            }
            for (int i = 0; i < 4; i++) _mm512_store_ps(sums + row + 16 * i, sum[i]);
        }
    }
}

// Register q of a run has rows 2 * q and 2 * q + 1 of each lane.
CF_INLINE void cf_add_leaves64(
    const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries, uint32_t row_count,
    double *sums) {
    const uint32_t at_once = pieces_at_once(entries, sizeof(double));
    for (uint32_t first = 0; first < count; first += at_once) {
        const uint32_t end = count - first < at_once ? count : first + at_once;
        for (uint32_t row = 0; row < row_count; row += 64) {
            __m512d sum[8];
            for (int i = 0; i < 8; i++) sum[i] = _mm512_load_pd(sums + row + 8 * i);
            for (uint32_t p = first; p < end; p++) {
                const uint8_t *table = (const uint8_t *)group->leaf_planes + pieces[p].first_leaf_byte;
                const __m512i index = cf_load(indices + p * rows_of_vector + row);
                const quarters q = quarters_of(index, entries);
                __m512i words[4][2];
                for (uint32_t b = 0; b < 4; b++) {
                    const __m512i even = look_up(table + 2 * b * entries, entries, index, q);
                    const __m512i odd = look_up(table + (2 * b + 1) * entries, entries, index, q);
                    words[b][0] = _mm512_unpacklo_epi8(even, odd);
                    words[b][1] = _mm512_unpackhi_epi8(even, odd);
                }
                for (int half = 0; half < 2; half++) {
                    const __m512i a = _mm512_unpacklo_epi16(words[0][half], words[1][half]);
                    const __m512i b = _mm512_unpackhi_epi16(words[0][half], words[1][half]);
                    const __m512i c = _mm512_unpacklo_epi16(words[2][half], words[3][half]);
                    const __m512i d = _mm512_unpackhi_epi16(words[2][half], words[3][half]);
                    __m512d *to = sum + 4 * half;
                    to[0] = _mm512_add_pd(to[0], _mm512_castsi512_pd(_mm512_unpacklo_epi32(a, c)));
                    to[1] = _mm512_add_pd(to[1], _mm512_castsi512_pd(_mm512_unpackhi_epi32(a, c)));
                    to[2] = _mm512_add_pd(to[2], _mm512_castsi512_pd(_mm512_unpacklo_epi32(b, d)));
                    to[3] = _mm512_add_pd(to[3], _mm512_castsi512_pd(_mm512_unpackhi_epi32(b, d)));
                }
            }
            for (int i = 0; i < 8; i++) _mm512_store_pd(sums + row + 8 * i, sum[i]);
        }
    }
}

// Where rows first ..< first + 4, or + 2, lie; first is a multiple of that.
CF_INLINE uint32_t place32(uint32_t first) { return first / 64 * 64 + first % 16 / 4 * 16 + first % 64 / 16 * 4; }
CF_INLINE uint32_t place64(uint32_t first) { return first / 64 * 64 + first % 16 / 2 * 8 + first % 64 / 16 * 2; }

CF_INLINE void cf_margins32(const float *sums, uint32_t row_count, double *margins, size_t stride) {
    uint32_t r = 0;
    for (; stride == 1 && r + 4 <= row_count; r += 4) {
        _mm256_storeu_pd(margins + r, _mm256_cvtps_pd(_mm_load_ps(sums + place32(r))));
    }
    for (; r < row_count; r++) margins[r * stride] = (double)sums[place32(r & ~3u) + r % 4];
}

CF_INLINE void cf_margins64(const double *sums, uint32_t row_count, double *margins, size_t stride) {
    uint32_t r = 0;
    for (; stride == 1 && r + 2 <= row_count; r += 2) _mm_storeu_pd(margins + r, _mm_load_pd(sums + place64(r)));
    for (; r < row_count; r++) margins[r * stride] = sums[place64(r & ~1u) + r % 2];
}

#include "slice_body.h"

#endif
