// Bit-sliced scoring with AVX2: a vector is 256 rows.
//
// Bit j of byte b of a vector is row 32 * j + b. So the bytes that a comparison of 32 rows leaves behind need no bit of theirs moved: they
// are shifted into a plane as they are; and the bits of eight planes become the leaf indices of 32 rows in a register by exchanges
// between registers, without one shuffle (cf_index).
//
// Slots of transposed values: of each 32 rows, the g-th eight numbers are rows 4 * g ..< 4 * g + 4 and 16 + 4 * g ..< 16 + 4 * g + 4,
// which is how a transposition within 128-bit halves leaves them and how packing takes them back to order.

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

#include "slice.h"

#define CF_KERNEL cf_slice_avx2
#define CF_TARGET __attribute__((target("avx2,bmi2")))
#define CF_INLINE static inline __attribute__((always_inline, target("avx2,bmi2")))
#define CF_REGISTERS 16
#define CF_VECTOR_BYTES 32
#define CF_VECTORS 1

typedef __m256i cf_vector;

enum { rows_of_vector = 8 * CF_VECTOR_BYTES, rows_of_chunk = 32 };

CF_INLINE cf_vector cf_load(const void *address) { return _mm256_load_si256(address); }
CF_INLINE void cf_store(void *address, cf_vector a) { _mm256_store_si256(address, a); }
CF_INLINE cf_vector cf_zero(void) { return _mm256_setzero_si256(); }
CF_INLINE cf_vector cf_ones(void) { return _mm256_set1_epi8(-1); }
CF_INLINE cf_vector cf_and(cf_vector a, cf_vector b) { return _mm256_and_si256(a, b); }
CF_INLINE cf_vector cf_or(cf_vector a, cf_vector b) { return _mm256_or_si256(a, b); }
CF_INLINE cf_vector cf_xor(cf_vector a, cf_vector b) { return _mm256_xor_si256(a, b); }
CF_INLINE cf_vector cf_and_not(cf_vector a, cf_vector b) { return _mm256_andnot_si256(b, a); }
CF_INLINE cf_vector cf_mux(cf_vector m, cf_vector r, cf_vector l) { return cf_xor(l, cf_and(m, cf_xor(l, r))); }
CF_INLINE cf_vector cf_or_and(cf_vector a, cf_vector b, cf_vector c) { return cf_or(a, cf_and(b, c)); }

CF_INLINE uint32_t chunks_of(uint32_t row_count) { return (row_count + rows_of_chunk - 1) / rows_of_chunk; }

// Transposition.

// Where row r of a chunk begins; behind the last row the last one once more.
CF_INLINE size_t row_place(uint32_t r, uint32_t row_count, bool is_full, size_t stride) {
    return (is_full || r < row_count ? r : row_count - 1) * stride;
}

// Masks of the first 0...4 of four numbers.
static const int32_t first_of_four[5][4] = {{0, 0, 0, 0}, {-1, 0, 0, 0}, {-1, -1, 0, 0}, {-1, -1, -1, 0}, {-1, -1, -1, -1}};

CF_INLINE __m128 four_of_floats(const void *row, uint32_t count, bool is_double) {
    if (!is_double) {
        if (count == 4) return _mm_loadu_ps(row);
        return _mm_maskload_ps(row, _mm_loadu_si128((const __m128i *)first_of_four[count]));
    }
    if (count == 4) return _mm256_cvtpd_ps(_mm256_loadu_pd(row));
    const __m256i mask = _mm256_cvtepi32_epi64(_mm_loadu_si128((const __m128i *)first_of_four[count]));
    return _mm256_cvtpd_ps(_mm256_maskload_pd(row, mask));
}

// What a missing number becomes: the least key, which passes no test.
#define KEY_MISSING INT32_MIN

// Integers that are ordered as the floats are, the two zeros being one: comparisons of integers take a third of the time.
CF_INLINE __m256 keys_of(__m256 floats) {
    const __m256i bits = _mm256_castps_si256(floats);
    const __m256i size = _mm256_and_si256(bits, _mm256_set1_epi32(0x7fffffff));
    const __m256i is_missing = _mm256_cmpgt_epi32(size, _mm256_set1_epi32(0x7f800000));
    return _mm256_castsi256_ps(_mm256_blendv_epi8(_mm256_sign_epi32(size, bits), _mm256_set1_epi32(KEY_MISSING), is_missing));
}

// Four features (or fewer) of 32 rows.
CF_INLINE void transpose_four(
    const uint8_t *rows, size_t stride, uint32_t count, uint32_t row_count, bool is_full, bool is_double, float *values) {
    for (uint32_t g = 0; g < 4; g++) {
        __m256 v[4];
        for (uint32_t i = 0; i < 4; i++) {
            const __m128 low = four_of_floats(rows + row_place(4 * g + i, row_count, is_full, stride), count, is_double);
            const __m128 high = four_of_floats(rows + row_place(16 + 4 * g + i, row_count, is_full, stride), count, is_double);
            v[i] = _mm256_set_m128(high, low);
        }
        const __m256 a = _mm256_unpacklo_ps(v[0], v[1]), b = _mm256_unpackhi_ps(v[0], v[1]);
        const __m256 c = _mm256_unpacklo_ps(v[2], v[3]), d = _mm256_unpackhi_ps(v[2], v[3]);
        float *out = values + 8 * g;
        _mm256_store_ps(out, keys_of(_mm256_shuffle_ps(a, c, 0x44)));
        if (count > 1) _mm256_store_ps(out + rows_of_vector, keys_of(_mm256_shuffle_ps(a, c, 0xee)));
        if (count > 2) _mm256_store_ps(out + 2 * rows_of_vector, keys_of(_mm256_shuffle_ps(b, d, 0x44)));
        if (count > 3) _mm256_store_ps(out + 3 * rows_of_vector, keys_of(_mm256_shuffle_ps(b, d, 0xee)));
    }
}

CF_INLINE void transpose_floats(
    const void *start, size_t stride, uint32_t feature_count, uint32_t row_count, bool is_double, float *values) {
    const size_t number_bytes = is_double ? sizeof(double) : sizeof(float);
    stride *= number_bytes;
    for (uint32_t first = 0; first < row_count; first += rows_of_chunk) {
        const uint8_t *rows = (const uint8_t *)start + first * stride;
        const uint32_t count = row_count - first;
        for (uint32_t f = 0; f < feature_count; f += 4) {
            const uint8_t *features = rows + f * number_bytes;
            float *out = values + f * rows_of_vector + first;
            if (feature_count - f < 4) transpose_four(features, stride, feature_count - f, count, count >= 32, is_double, out);
            else if (count < 32) transpose_four(features, stride, 4, count, false, is_double, out);
            else transpose_four(features, stride, 4, count, true, is_double, out);
        }
    }
}

CF_INLINE void cf_transpose32(const float *rows, size_t stride, uint32_t feature_count, uint32_t row_count, float *values) {
    transpose_floats(rows, stride, feature_count, row_count, false, values);
}

CF_INLINE void cf_transpose64to32(const double *rows, size_t stride, uint32_t feature_count, uint32_t row_count, float *values) {
    transpose_floats(rows, stride, feature_count, row_count, true, values);
}

// Slots of doubles: eight as eight floats are, of which the first register has two rows of each half.
CF_INLINE void cf_transpose64(const double *rows, size_t stride, uint32_t feature_count, uint32_t row_count, double *values) {
    for (uint32_t first = 0; first < row_count; first += rows_of_chunk, rows += rows_of_chunk * stride) {
        const uint32_t count = row_count - first;
        for (uint32_t f = 0; f < feature_count; f += 2) {
            const bool is_pair = feature_count - f > 1;
            for (uint32_t g = 0; g < 8; g++) {
                __m256d v[2];
                for (uint32_t i = 0; i < 2; i++) {
                    const double *low = rows + row_place(2 * g + i, count, false, stride) + f;
                    const double *high = rows + row_place(16 + 2 * g + i, count, false, stride) + f;
                    v[i] = is_pair ? _mm256_loadu2_m128d(high, low) : _mm256_set_m128d(_mm_load_sd(high), _mm_load_sd(low));
                }
                double *out = values + f * rows_of_vector + first + 4 * g;
                _mm256_store_pd(out, _mm256_unpacklo_pd(v[0], v[1]));
                if (is_pair) _mm256_store_pd(out + rows_of_vector, _mm256_unpackhi_pd(v[0], v[1]));
            }
        }
    }
}

// Quantisation.

#define EACH for (int i = 0; i < 4; i++)

// The answers of 32 rows, eight a register, as bytes in row order.
CF_INLINE __m256i bytes_of(const __m256i answers[4]) {
    return _mm256_packs_epi16(_mm256_packs_epi32(answers[0], answers[1]), _mm256_packs_epi32(answers[2], answers[3]));
}

// Chunks come last first, so that the first one ends in the lowest bit of each byte.
CF_INLINE void push(cf_vector *plane, __m256i bytes) {
    const __m256i so_far = cf_load(plane);
    cf_store(plane, _mm256_sub_epi8(_mm256_add_epi8(so_far, so_far), bytes));
}

// What the column's rules make of keys before they are compared.
CF_INLINE __m256i ruled_keys(__m256i x, const cf_numeric *column) {
    if (column->zero_is_missing) {
        const __m256i band = _mm256_castps_si256(_mm256_set1_ps(CF_ZERO_BAND));
        const __m256i is_more = _mm256_cmpgt_epi32(_mm256_abs_epi32(x), band);
        x = _mm256_blendv_epi8(_mm256_set1_epi32(KEY_MISSING), x, is_more);
    }
    if (column->missing == CF_MISSING_ZERO) x = _mm256_andnot_si256(_mm256_cmpeq_epi32(x, _mm256_set1_epi32(KEY_MISSING)), x);
    return x;
}

CF_INLINE __m256i entries_of(const int32_t *keys, __m256i path) {
    return _mm256_permutevar8x32_epi32(_mm256_loadu_si256((const __m256i *)keys), path);
}

// The keys of a level above the third: eight by the first three answers, and which eight by the ones after.
CF_INLINE __m256i entry4(const int32_t *keys, __m256i path, __m256i m3) {
    return _mm256_blendv_epi8(entries_of(keys, path), entries_of(keys + 8, path), m3);
}
CF_INLINE __m256i entry5(const int32_t *keys, __m256i path, __m256i m3, __m256i m4) {
    return _mm256_blendv_epi8(entry4(keys, path, m3), entry4(keys + 16, path, m3), m4);
}
CF_INLINE __m256i entry6(const int32_t *keys, __m256i path, __m256i m3, __m256i m4, __m256i m5) {
    return _mm256_blendv_epi8(entry5(keys, path, m3, m4), entry5(keys + 32, path, m3, m4), m5);
}

// The first `levels` of a binary search for 32 rows, of a column of level_count. Out: the first three answers as a number in path, the
// next two in m3 and m4.
CF_INLINE void search_keys(
    const int32_t *keys, int levels, int level_count, const __m256i x[4], cf_vector *planes, __m256i path[4], __m256i m3[4],
    __m256i m4[4]) {
    __m256i m[4], m5[4];
    cf_vector *plane = planes + level_count;
    EACH m[i] = _mm256_cmpgt_epi32(x[i], _mm256_set1_epi32(keys[1]));
    push(--plane, bytes_of(m));
    if (levels == 1) return;
    EACH path[i] = _mm256_sub_epi32(cf_zero(), m[i]);
    EACH m[i] = _mm256_cmpgt_epi32(x[i], entries_of(keys + 2, path[i]));
    push(--plane, bytes_of(m));
    if (levels == 2) return;
    EACH path[i] = _mm256_sub_epi32(_mm256_add_epi32(path[i], path[i]), m[i]);
    EACH m[i] = _mm256_cmpgt_epi32(x[i], entries_of(keys + 4, path[i]));
    push(--plane, bytes_of(m));
    if (levels == 3) return;
    EACH path[i] = _mm256_sub_epi32(_mm256_add_epi32(path[i], path[i]), m[i]);
    EACH m3[i] = _mm256_cmpgt_epi32(x[i], entries_of(keys + 8, path[i]));
    push(--plane, bytes_of(m3));
    if (levels == 4) return;
    EACH m4[i] = _mm256_cmpgt_epi32(x[i], entry4(keys + 16, path[i], m3[i]));
    push(--plane, bytes_of(m4));
    if (levels == 5) return;
    EACH m5[i] = _mm256_cmpgt_epi32(x[i], entry5(keys + 32, path[i], m3[i], m4[i]));
    push(--plane, bytes_of(m5));
    if (levels == 6) return;
    EACH m[i] = _mm256_cmpgt_epi32(x[i], entry6(keys + 64, path[i], m3[i], m4[i], m5[i]));
    push(--plane, bytes_of(m));
}

// Eight by eight numbers.
CF_INLINE void transpose_eight(__m256i v[8]) {
    __m256i a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        a[i] = _mm256_unpacklo_epi32(v[i], v[i + 1]);
        a[i + 1] = _mm256_unpackhi_epi32(v[i], v[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        b[i] = _mm256_unpacklo_epi64(a[i], a[i + 2]);
        b[i + 1] = _mm256_unpackhi_epi64(a[i], a[i + 2]);
        b[i + 2] = _mm256_unpacklo_epi64(a[i + 1], a[i + 3]);
        b[i + 3] = _mm256_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    EACH v[i] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x20);
    EACH v[i + 4] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x31);
}

// The last three levels as one comparison of a row's key with seven. Bit k of lane t of word[w] is about threshold t and the row of bit k
// of word w of a vector.
CF_INLINE void count_of_eight(
    const int32_t *sorted, const int32_t *values, const uint32_t *places, uint32_t chunk_count, cf_vector *planes) {
    const __m128i absent = _mm_cvtsi32_si128((int)(8 - chunk_count));
    __m256i word[8];
    for (int w = 0; w < 8; w++) word[w] = cf_zero();
    for (uint32_t byte = 4; byte-- > 0;) {
        for (int w = 0; w < 8; w++) word[w] = _mm256_sll_epi32(word[w], absent);
        for (uint32_t chunk = chunk_count; chunk-- > 0;) {
#pragma clang loop unroll(full)
            for (uint32_t w = 0; w < 8; w++) {
                const uint32_t slot = chunk * rows_of_chunk + w % 4 * 8 + w / 4 * 4 + byte;
                const __m256i eight = cf_load((const uint8_t *)sorted + places[slot]);
                const __m256i m = _mm256_cmpgt_epi32(_mm256_set1_epi32(values[slot]), eight);
                word[w] = _mm256_sub_epi32(_mm256_add_epi32(word[w], word[w]), m);
            }
        }
    }
    transpose_eight(word);
    cf_store(planes + 2, word[3]);
    cf_store(planes + 1, cf_or(word[5], cf_and_not(word[1], word[3])));
    const __m256i low = cf_or(cf_and_not(word[0], word[1]), cf_and_not(word[2], word[3]));
    cf_store(planes, cf_or(low, cf_or(cf_and_not(word[4], word[5]), word[6])));
}

// Up to six levels all by the binary search; of seven or eight the last three by count_of_eight, in a second pass over the rows.
CF_INLINE void quantise_keys(const cf_numeric *column, const int32_t *values, uint32_t row_count, int levels, cf_vector *planes) {
    _Alignas(32) uint32_t places[rows_of_vector];
    _Alignas(32) int32_t ruled[rows_of_vector];
    const bool by_eight = levels > 6;
    for (int b = 0; b < levels; b++) cf_store(planes + b, cf_zero());
    cf_store(planes + 8, cf_zero());
    for (uint32_t chunk = chunks_of(row_count); chunk-- > 0;) {
        __m256i x[4], m[4], path[4], m3[4], m4[4];
        EACH x[i] = ruled_keys(cf_load(values + chunk * rows_of_chunk + 8 * i), column);
        search_keys(column->search_keys, by_eight ? levels - 3 : levels, levels, x, planes, path, m3, m4);
        if (by_eight) {
            // Bytes: 32 for each eight thresholds.
            const int step = levels == 8 ? 64 : 32;
            EACH {
                __m256i place = _mm256_slli_epi32(path[i], levels == 8 ? 7 : 6);
                place = _mm256_or_si256(place, _mm256_and_si256(m3[i], _mm256_set1_epi32(step)));
                if (levels == 8) place = _mm256_or_si256(place, _mm256_and_si256(m4[i], _mm256_set1_epi32(step / 2)));
                cf_store(places + chunk * rows_of_chunk + 8 * i, place);
                cf_store(ruled + chunk * rows_of_chunk + 8 * i, x[i]);
            }
        }
        if (column->missing == CF_MISSING_RIGHT) {
            EACH m[i] = _mm256_cmpeq_epi32(x[i], _mm256_set1_epi32(KEY_MISSING));
            push(planes + 8, bytes_of(m));
        }
    }
    if (by_eight) count_of_eight(column->sorted_keys, ruled, places, chunks_of(row_count), planes);
}

#define QUANTISE_KEYS(levels)                                                                                                  \
    static __attribute__((noinline)) CF_TARGET void quantise_keys##levels(                                                     \
        const cf_numeric *column, const int32_t *values, uint32_t row_count, cf_vector *planes) {                              \
        quantise_keys(column, values, row_count, levels, planes);                                                              \
    }

QUANTISE_KEYS(1)
QUANTISE_KEYS(2)
QUANTISE_KEYS(3)
QUANTISE_KEYS(4)
QUANTISE_KEYS(5)
QUANTISE_KEYS(6)
QUANTISE_KEYS(7)
QUANTISE_KEYS(8)

// The values are keys (transpose_four).
CF_INLINE void cf_quantise32(const cf_numeric *column, const float *values, uint32_t row_count, cf_vector *planes) {
    const int32_t *keys = (const int32_t *)(const void *)values;
    switch (column->level_count) {
    case 1: quantise_keys1(column, keys, row_count, planes); break;
    case 2: quantise_keys2(column, keys, row_count, planes); break;
    case 3: quantise_keys3(column, keys, row_count, planes); break;
    case 4: quantise_keys4(column, keys, row_count, planes); break;
    case 5: quantise_keys5(column, keys, row_count, planes); break;
    case 6: quantise_keys6(column, keys, row_count, planes); break;
    case 7: quantise_keys7(column, keys, row_count, planes); break;
    default: quantise_keys8(column, keys, row_count, planes); break;
    }
}

CF_INLINE __m256d ruled64(__m256d x, bool zero_is_missing, bool missing_is_zero) {
    if (zero_is_missing) {
        const __m256d size = _mm256_andnot_pd(_mm256_set1_pd(-0.0), x);
        x = _mm256_or_pd(x, _mm256_cmp_pd(size, _mm256_set1_pd((double)CF_ZERO_BAND), _CMP_LE_OQ));
    }
    if (missing_is_zero) x = _mm256_and_pd(x, _mm256_cmp_pd(x, x, _CMP_ORD_Q));
    return x;
}

// The answers of 32 rows, four a register.
CF_INLINE __m256i bytes_of_doubles(const __m256d answers[8]) {
    __m256i pairs[4];
    EACH pairs[i] = _mm256_castps_si256(
        _mm256_shuffle_ps(_mm256_castpd_ps(answers[2 * i]), _mm256_castpd_ps(answers[2 * i + 1]), 0x88));
    return bytes_of(pairs);
}

CF_INLINE void cf_quantise64(const cf_numeric *column, const double *values, uint32_t row_count, cf_vector *planes) {
    const bool zero_is_missing = column->zero_is_missing, missing_is_zero = column->missing == CF_MISSING_ZERO;
    const bool missing_is_right = column->missing == CF_MISSING_RIGHT;
    for (int b = 0; b < 9; b++) cf_store(planes + b, cf_zero());
    for (uint32_t chunk = chunks_of(row_count); chunk-- > 0;) {
        __m256d x[8], m[8];
        __m256i path[8];
        for (int i = 0; i < 8; i++) {
            x[i] = ruled64(_mm256_load_pd(values + chunk * rows_of_chunk + 4 * i), zero_is_missing, missing_is_zero);
            path[i] = _mm256_set1_epi64x(1);
        }
        // Gathers, since four numbers are too few for tables in registers.
        for (int level = 0; level < column->level_count; level++) {
            for (int i = 0; i < 8; i++) {
                m[i] = _mm256_cmp_pd(x[i], _mm256_i64gather_pd(column->search64, path[i], 8), _CMP_GE_OQ);
                // The table of the next level begins twice as far, and this answer is the path's next bit.
                const __m256i step = _mm256_set1_epi64x(1ll << level);
                path[i] = _mm256_add_epi64(path[i], step);
                path[i] = _mm256_add_epi64(path[i], _mm256_and_si256(_mm256_castpd_si256(m[i]), step));
            }
            push(planes + column->level_count - 1 - level, bytes_of_doubles(m));
        }
        if (missing_is_right) {
            for (int i = 0; i < 8; i++) m[i] = _mm256_cmp_pd(x[i], x[i], _CMP_UNORD_Q);
            push(planes + 8, bytes_of_doubles(m));
        }
    }
}

// Categories.

CF_INLINE cf_vector cf_bytes_in_set(const uint8_t *places, const uint8_t *bits, const uint8_t *set, bool is_small) {
    const __m256i first = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set));
    const __m256i second = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(set + 16)));
    __m256i rows = cf_zero();
#pragma clang loop unroll(full)
    for (uint32_t chunk = rows_of_vector / rows_of_chunk; chunk-- > 0;) {
        const __m256i place = cf_load(places + chunk * rows_of_chunk), bit = cf_load(bits + chunk * rows_of_chunk);
        __m256i eight = _mm256_shuffle_epi8(first, place);
        if (!is_small) {
            // Bit 4 of the place to the highest of its byte.
            const __m256i is_second = _mm256_slli_epi16(place, 3);
            eight = _mm256_blendv_epi8(eight, _mm256_shuffle_epi8(second, place), is_second);
        }
        const __m256i is_in = _mm256_cmpeq_epi8(cf_and(eight, bit), bit);
        rows = _mm256_sub_epi8(_mm256_add_epi8(rows, rows), is_in);
    }
    return rows;
}

CF_INLINE cf_vector cf_bytes_equal(const uint8_t *bytes, uint8_t value) {
    __m256i rows = cf_zero();
    for (uint32_t chunk = rows_of_vector / rows_of_chunk; chunk-- > 0;) {
        const __m256i is_equal = _mm256_cmpeq_epi8(cf_load(bytes + chunk * rows_of_chunk), _mm256_set1_epi8((char)value));
        rows = _mm256_sub_epi8(_mm256_add_epi8(rows, rows), is_equal);
    }
    return rows;
}

// Leaves.

// Exchanges the bits of `low` above those of `mask` with those of `high` below them, shift apart.
#define EXCHANGE(low, high, shift, bits)                                                             \
    do {                                                                                             \
        const __m256i mask = _mm256_set1_epi8(bits);                                                 \
        const __m256i t = _mm256_and_si256(_mm256_xor_si256(_mm256_srli_epi64(low, shift), high), mask); \
        high = _mm256_xor_si256(high, t);                                                            \
        low = _mm256_xor_si256(low, _mm256_slli_epi64(t, shift));                                    \
    } while (0)

// The same where `high` has no bits.
#define SPREAD(low, high, shift, bits)                                         \
    do {                                                                       \
        const __m256i mask = _mm256_set1_epi8(bits);                           \
        high = _mm256_and_si256(_mm256_srli_epi64(low, shift), mask);          \
        low = _mm256_and_si256(low, mask);                                     \
    } while (0)

// Eight planes are eight by eight bits, 32 times; transposed, register j has the indices of rows 32 * j and on.
CF_INLINE void cf_index(const cf_vector *planes, int bits, uint8_t *indices) {
    __m256i a[8];
    for (int i = 0; i < 8; i++) a[i] = i < bits ? planes[i] : cf_zero();
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i += 2) {
        if (i + 1 < bits) EXCHANGE(a[i], a[i + 1], 1, 0x55);
        else if (i < bits) SPREAD(a[i], a[i + 1], 1, 0x55);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        if ((i & 2) != 0) continue;
        if ((i | 3) - 1 < bits) EXCHANGE(a[i], a[i + 2], 2, 0x33);
        else if ((i & 4) < bits) SPREAD(a[i], a[i + 2], 2, 0x33);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        if (bits > 4) EXCHANGE(a[i], a[i + 4], 4, 0x0f);
        else SPREAD(a[i], a[i + 4], 4, 0x0f);
    }
    for (int i = 0; i < 8; i++) cf_store(indices + i * rows_of_chunk, a[i]);
}

// Byte plane of the leaves of 32 rows, out of 64. A shuffle gives 0 where the highest bit of its index is set: each of the four indices
// has it where the row's is outside the table.
CF_INLINE __m256i leaf_bytes(const uint8_t *plane, const __m256i x[4]) {
    __m256i v[4];
    EACH v[i] = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)plane + i)), x[i]);
    return cf_or(cf_or(v[0], v[1]), cf_or(v[2], v[3]));
}

CF_INLINE void add_shuffled(const uint8_t *indices, const uint8_t *planes, __m256 acc[4]) {
    const __m256i index = cf_load(indices), outside = _mm256_set1_epi8(0x70);
    __m256i x[4], v[4];
    EACH x[i] = _mm256_add_epi8(i == 0 ? index : cf_xor(index, _mm256_set1_epi8((char)(16 * i))), outside);
    EACH v[i] = leaf_bytes(planes + 64 * i, x);
    const __m256i a = _mm256_unpacklo_epi8(v[0], v[1]), b = _mm256_unpackhi_epi8(v[0], v[1]);
    const __m256i c = _mm256_unpacklo_epi8(v[2], v[3]), d = _mm256_unpackhi_epi8(v[2], v[3]);
    acc[0] = _mm256_add_ps(acc[0], _mm256_castsi256_ps(_mm256_unpacklo_epi16(a, c)));
    acc[1] = _mm256_add_ps(acc[1], _mm256_castsi256_ps(_mm256_unpackhi_epi16(a, c)));
    acc[2] = _mm256_add_ps(acc[2], _mm256_castsi256_ps(_mm256_unpacklo_epi16(b, d)));
    acc[3] = _mm256_add_ps(acc[3], _mm256_castsi256_ps(_mm256_unpackhi_epi16(b, d)));
}

// Sums of floats lie in the order of slots. Leaves are looked up by shuffles, or one by one where there are so many that loads take less.
CF_INLINE void cf_add_leaves32(
    const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries, uint32_t row_count,
    float *sums) {
    for (uint32_t chunk = 0; chunk < chunks_of(row_count); chunk++, indices += rows_of_chunk, sums += rows_of_chunk) {
        __m256 acc[4];
        EACH acc[i] = _mm256_load_ps(sums + 8 * i);
        for (uint32_t p = 0; p < count; p++) {
            const uint8_t *x = indices + p * rows_of_vector;
            if (entries == 64) {
                add_shuffled(x, group->leaf_planes + pieces[p].first_leaf_byte, acc);
                continue;
            }
            const float *leaves = (const float *)((const uint8_t *)group->leaf_values + pieces[p].first_leaf_byte);
            EACH {
                const uint8_t *low = x + 4 * i, *high = x + 16 + 4 * i;
                acc[i] = _mm256_add_ps(
                    acc[i], _mm256_setr_ps(
                                leaves[low[0]], leaves[low[1]], leaves[low[2]], leaves[low[3]], leaves[high[0]],
                                leaves[high[1]], leaves[high[2]], leaves[high[3]]));
            }
        }
        EACH _mm256_store_ps(sums + 8 * i, acc[i]);
    }
}

// Sums of doubles lie in row order. Eight shuffled byte planes a leaf take longer than loads do, whatever the number of entries.
CF_INLINE void cf_add_leaves64(
    const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries, uint32_t row_count,
    double *sums) {
    (void)entries;
    for (uint32_t chunk = 0; chunk < chunks_of(row_count); chunk++, indices += rows_of_chunk, sums += rows_of_chunk) {
        __m256d acc[8];
        for (int i = 0; i < 8; i++) acc[i] = _mm256_load_pd(sums + 4 * i);
        for (uint32_t p = 0; p < count; p++) {
            const uint8_t *x = indices + p * rows_of_vector;
            const double *leaves = (const double *)((const uint8_t *)group->leaf_values + pieces[p].first_leaf_byte);
            for (int i = 0; i < 8; i++, x += 4) {
                acc[i] = _mm256_add_pd(acc[i], _mm256_setr_pd(leaves[x[0]], leaves[x[1]], leaves[x[2]], leaves[x[3]]));
            }
        }
        for (int i = 0; i < 8; i++) _mm256_store_pd(sums + 4 * i, acc[i]);
    }
}

CF_INLINE void cf_margins32(const float *sums, uint32_t row_count, double *margins, size_t stride) {
    for (uint32_t r = 0; r < row_count; r++) {
        const uint32_t in_chunk = r % rows_of_chunk, half = in_chunk / 16, four = in_chunk % 16 / 4;
        margins[r * stride] = (double)sums[r - in_chunk + 8 * four + 4 * half + r % 4];
    }
}

CF_INLINE void cf_margins64(const double *sums, uint32_t row_count, double *margins, size_t stride) {
    for (uint32_t r = 0; r < row_count; r++) margins[r * stride] = sums[r];
}

#include "slice_body.h"

#endif
