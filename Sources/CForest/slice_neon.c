// Bit-sliced scoring with Advanced SIMD: a vector is 128 rows, a block four of them.
//
// Bit j of byte b of a vector is row 16 * j + b: the bytes that a comparison of 16 rows leaves behind are shifted into a plane as they are,
// and eight planes become the leaf indices of 16 rows a register by exchanges between registers (cf_index). Everything else is in row
// order.

#if defined(__aarch64__)

#include <arm_neon.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "slice.h"

#define CF_KERNEL cf_slice_neon
#define CF_TARGET
#define CF_INLINE static inline __attribute__((always_inline))
#define CF_REGISTERS 32
#define CF_VECTOR_BYTES 16
#define CF_VECTORS 4

typedef uint8x16_t cf_vector;

enum { rows_of_vector = 8 * CF_VECTOR_BYTES, rows_of_chunk = 16, planes_of_column = 9 };

CF_INLINE cf_vector cf_load(const void *address) { return vld1q_u8(address); }
CF_INLINE void cf_store(void *address, cf_vector a) { vst1q_u8(address, a); }
CF_INLINE cf_vector cf_zero(void) { return vdupq_n_u8(0); }
CF_INLINE cf_vector cf_ones(void) { return vdupq_n_u8(0xff); }
CF_INLINE cf_vector cf_and(cf_vector a, cf_vector b) { return vandq_u8(a, b); }
CF_INLINE cf_vector cf_or(cf_vector a, cf_vector b) { return vorrq_u8(a, b); }
CF_INLINE cf_vector cf_xor(cf_vector a, cf_vector b) { return veorq_u8(a, b); }
CF_INLINE cf_vector cf_and_not(cf_vector a, cf_vector b) { return vbicq_u8(a, b); }
CF_INLINE cf_vector cf_mux(cf_vector m, cf_vector r, cf_vector l) { return vbslq_u8(m, r, l); }
CF_INLINE cf_vector cf_or_and(cf_vector a, cf_vector b, cf_vector c) { return vorrq_u8(a, vandq_u8(b, c)); }

#define EACH for (int i = 0; i < 4; i++)

CF_INLINE uint32_t chunks_of(uint32_t row_count) { return (row_count + rows_of_chunk - 1) / rows_of_chunk; }

// Transposition.

// Four features of four rows.
CF_INLINE void transpose_four(const float32x4_t rows[4], float *values) {
    const float32x4_t a = vtrn1q_f32(rows[0], rows[1]), b = vtrn2q_f32(rows[0], rows[1]);
    const float32x4_t c = vtrn1q_f32(rows[2], rows[3]), d = vtrn2q_f32(rows[2], rows[3]);
    vst1q_f32(values, vcombine_f32(vget_low_f32(a), vget_low_f32(c)));
    vst1q_f32(values + rows_of_vector, vcombine_f32(vget_low_f32(b), vget_low_f32(d)));
    vst1q_f32(values + 2 * rows_of_vector, vcombine_f32(vget_high_f32(a), vget_high_f32(c)));
    vst1q_f32(values + 3 * rows_of_vector, vcombine_f32(vget_high_f32(b), vget_high_f32(d)));
}

CF_INLINE float32x4_t four_floats(const float *row) { return vld1q_f32(row); }
CF_INLINE float32x4_t four_doubles(const double *row) {
    return vcombine_f32(vcvt_f32_f64(vld1q_f64(row)), vcvt_f32_f64(vld1q_f64(row + 2)));
}

// By fours, and what is left of the features or the rows one by one.
#define TRANSPOSE(name, number, four)                                                                                          \
    CF_INLINE void name(const number *rows, size_t stride, uint32_t feature_count, uint32_t row_count, float *values) {        \
        for (uint32_t r = 0; r < row_count; r += 4, rows += 4 * stride) {                                                      \
            uint32_t f = 0;                                                                                                    \
            if (row_count - r >= 4) {                                                                                          \
                for (; f + 4 <= feature_count; f += 4) {                                                                       \
                    float32x4_t v[4];                                                                                          \
                    EACH v[i] = four(rows + (size_t)i * stride + f);                                                           \
                    transpose_four(v, values + f * rows_of_vector + r);                                                        \
                }                                                                                                              \
            }                                                                                                                  \
            for (; f < feature_count; f++) {                                                                                   \
                for (uint32_t i = 0; i < 4 && r + i < row_count; i++)                                                          \
                    values[f * rows_of_vector + r + i] = (float)rows[i * stride + f];                                          \
            }                                                                                                                  \
        }                                                                                                                      \
    }

TRANSPOSE(cf_transpose32, float, four_floats)
TRANSPOSE(cf_transpose64to32, double, four_doubles)

CF_INLINE void cf_transpose64(const double *rows, size_t stride, uint32_t feature_count, uint32_t row_count, double *values) {
    for (uint32_t r = 0; r < row_count; r++, rows += stride) {
        for (uint32_t f = 0; f < feature_count; f++) values[f * rows_of_vector + r] = rows[f];
    }
}

// Quantisation.

// The answers of 16 rows, four a register, as bytes.
CF_INLINE uint8x16_t bytes_of(const uint32x4_t answers[4]) {
    const uint16x8_t a = vuzp1q_u16(vreinterpretq_u16_u32(answers[0]), vreinterpretq_u16_u32(answers[1]));
    const uint16x8_t b = vuzp1q_u16(vreinterpretq_u16_u32(answers[2]), vreinterpretq_u16_u32(answers[3]));
    return vuzp1q_u8(vreinterpretq_u8_u16(a), vreinterpretq_u8_u16(b));
}

// Chunks come last first, so that the first one ends in the lowest bit of each byte.
CF_INLINE uint8x16_t pushed(uint8x16_t plane, uint8x16_t bytes) { return vsubq_u8(vaddq_u8(plane, plane), bytes); }

CF_INLINE float32x4_t ruled(float32x4_t x, const cf_numeric *column) {
    if (column->zero_is_missing) {
        const uint32x4_t is_zero = vcleq_f32(vabsq_f32(x), vdupq_n_f32(CF_ZERO_BAND));
        x = vreinterpretq_f32_u32(vorrq_u32(vreinterpretq_u32_f32(x), is_zero));
    }
    if (column->missing == CF_MISSING_ZERO) {
        x = vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(x), vceqq_f32(x, x)));
    }
    return x;
}

// Sixteen thresholds, looked up by the byte.
CF_INLINE float32x4_t entries16(const float *table, uint8x16_t places) {
    return vreinterpretq_f32_u8(vqtbl4q_u8(vld1q_u8_x4((const uint8_t *)table), places));
}

// 16 << above thresholds: which sixteen is what the answers from the fifth on say.
CF_INLINE float32x4_t entries_above(const float *table, uint8x16_t places, const uint32x4_t *answers, int above) {
    float32x4_t v[8];
    for (int i = 0; i < 1 << above; i++) v[i] = entries16(table + 16 * i, places);
    for (int bit = 0; bit < above; bit++) {
        for (int i = 0; i < 1 << (above - 1 - bit); i++) v[i] = vbslq_f32(answers[bit], v[2 * i + 1], v[2 * i]);
    }
    return v[0];
}

// A binary search for 16 rows. places: the bytes of each row's entry among sixteen; the first four answers are its number.
CF_INLINE void search(const float *table, int levels, const float32x4_t x[4], cf_vector *planes) {
    uint8x16_t places[4];
    uint32x4_t answers[4], above[4][4];
    EACH places[i] = vreinterpretq_u8_u32(vdupq_n_u32(0x03020100));
#pragma clang loop unroll(full)
    for (int level = 0; level < levels; level++) {
        const float *entries = table + (1 << level);
        EACH {
            float32x4_t entry;
            if (level == 0) entry = vdupq_n_f32(*entries);
            else if (level < 4) entry = entries16(entries, places[i]);
            else entry = entries_above(entries, places[i], above[i], level - 4);
            answers[i] = vcgeq_f32(x[i], entry);
            if (level < 4) {
                const uint32x4_t step = vandq_u32(answers[i], vdupq_n_u32(0x04040404u << level));
                places[i] = vorrq_u8(places[i], vreinterpretq_u8_u32(step));
            } else if (level < 7) {
                above[i][level - 4] = answers[i];
            }
        }
        planes[levels - 1 - level] = pushed(planes[levels - 1 - level], bytes_of(answers));
    }
}

CF_INLINE void quantise(const cf_numeric *column, const float *values, uint32_t row_count, int levels, cf_vector *planes) {
    for (int b = 0; b < planes_of_column; b++) planes[b] = cf_zero();
    for (uint32_t chunk = chunks_of(row_count); chunk-- > 0;) {
        float32x4_t x[4];
        uint32x4_t missing[4];
        EACH x[i] = ruled(vld1q_f32(values + chunk * rows_of_chunk + 4 * i), column);
        search(column->search32, levels, x, planes);
        EACH missing[i] = vceqq_f32(x[i], x[i]);
        planes[8] = pushed(planes[8], vmvnq_u8(bytes_of(missing)));
    }
}

#define QUANTISE(levels)                                                                                             \
    static __attribute__((noinline)) void quantise##levels(                                                          \
        const cf_numeric *column, const float *values, uint32_t row_count, cf_vector *planes) {                      \
        quantise(column, values, row_count, levels, planes);                                                         \
    }

QUANTISE(1)
QUANTISE(2)
QUANTISE(3)
QUANTISE(4)
QUANTISE(5)
QUANTISE(6)
QUANTISE(7)
QUANTISE(8)

CF_INLINE void cf_quantise32(const cf_numeric *column, const float *values, uint32_t row_count, cf_vector *planes) {
    switch (column->level_count) {
    case 1: quantise1(column, values, row_count, planes); break;
    case 2: quantise2(column, values, row_count, planes); break;
    case 3: quantise3(column, values, row_count, planes); break;
    case 4: quantise4(column, values, row_count, planes); break;
    case 5: quantise5(column, values, row_count, planes); break;
    case 6: quantise6(column, values, row_count, planes); break;
    case 7: quantise7(column, values, row_count, planes); break;
    default: quantise8(column, values, row_count, planes); break;
    }
}

// Doubles one by one: two a register gain nothing.
CF_INLINE void cf_quantise64(const cf_numeric *column, const double *values, uint32_t row_count, cf_vector *planes) {
    for (int b = 0; b < planes_of_column; b++) planes[b] = cf_zero();
    for (uint32_t chunk = chunks_of(row_count); chunk-- > 0;) {
        uint8_t answers[planes_of_column][rows_of_chunk] = {{0}};
        for (uint32_t r = 0; r < rows_of_chunk && chunk * rows_of_chunk + r < row_count; r++) {
            double x = values[chunk * rows_of_chunk + r];
            const bool is_missing = x != x || (column->zero_is_missing && fabs(x) <= (double)CF_ZERO_BAND);
            if (is_missing) x = column->missing == CF_MISSING_ZERO ? 0 : (double)NAN;
            answers[8][r] = is_missing ? 0xff : 0;
            uint32_t path = 0;
            for (uint32_t level = 0; level < column->level_count; level++) {
                const uint32_t answer = x >= column->search64[(1u << level) + path];
                answers[column->level_count - 1 - level][r] = answer ? 0xff : 0;
                path |= answer << level;
            }
        }
        for (int b = 0; b < planes_of_column; b++) planes[b] = pushed(planes[b], vld1q_u8(answers[b]));
    }
}

// Categories.

CF_INLINE cf_vector cf_bytes_in_set(const uint8_t *places, const uint8_t *bits, const uint8_t *set, bool is_small) {
    (void)is_small;
    const uint8x16x2_t eights = vld1q_u8_x2(set);
    uint8x16_t rows = cf_zero();
    for (uint32_t chunk = rows_of_vector / rows_of_chunk; chunk-- > 0;) {
        const uint8x16_t place = vld1q_u8(places + chunk * rows_of_chunk), bit = vld1q_u8(bits + chunk * rows_of_chunk);
        rows = pushed(rows, vtstq_u8(vqtbl2q_u8(eights, place), bit));
    }
    return rows;
}

CF_INLINE cf_vector cf_bytes_equal(const uint8_t *bytes, uint8_t value) {
    uint8x16_t rows = cf_zero();
    for (uint32_t chunk = rows_of_vector / rows_of_chunk; chunk-- > 0;) {
        rows = pushed(rows, vceqq_u8(vld1q_u8(bytes + chunk * rows_of_chunk), vdupq_n_u8(value)));
    }
    return rows;
}

// Leaves.

// Exchanges the bits of `low` outside of `mask` with those of `high` within it, `shift` apart.
#define EXCHANGE(low, high, shift, bits)                                          \
    do {                                                                          \
        const uint8x16_t mask = vdupq_n_u8(bits), old = low;                      \
        low = vbslq_u8(mask, low, vshlq_n_u8(high, shift));                       \
        high = vbslq_u8(mask, vshrq_n_u8(old, shift), high);                      \
    } while (0)

// Eight planes are eight by eight bits, 16 times; transposed, register j has the indices of rows 16 * j and on.
CF_INLINE void cf_index(const cf_vector *planes, int bits, uint8_t *indices) {
    uint8x16_t a[8];
    for (int i = 0; i < 8; i++) a[i] = i < bits ? planes[i] : cf_zero();
    for (int i = 0; i < 8; i += 2) EXCHANGE(a[i], a[i + 1], 1, 0x55);
    for (int i = 0; i < 8; i += i % 2 ? 3 : 1) EXCHANGE(a[i], a[i + 2], 2, 0x33);
    EACH EXCHANGE(a[i], a[i + 4], 4, 0x0f);
    for (int i = 0; i < 8; i++) cf_store(indices + i * rows_of_chunk, a[i]);
}

// Byte plane of the leaves of 16 rows: 64 entries a lookup, which leaves alone what is outside them.
CF_INLINE uint8x16_t leaf_bytes(const uint8_t *plane, uint8x16_t index, uint32_t entries) {
    uint8x16_t bytes = vqtbl4q_u8(vld1q_u8_x4(plane), index);
    for (uint32_t i = 64; i < entries; i += 64) {
        bytes = vqtbx4q_u8(bytes, vld1q_u8_x4(plane + i), vsubq_u8(index, vdupq_n_u8((uint8_t)i)));
    }
    return bytes;
}

// Four byte planes as the numbers of 32 bits that they are the bytes of.
CF_INLINE void interleave(const uint8x16_t bytes[4], uint32x4_t out[4]) {
    const uint16x8_t a = vreinterpretq_u16_u8(vzip1q_u8(bytes[0], bytes[1])), b = vreinterpretq_u16_u8(vzip2q_u8(bytes[0], bytes[1]));
    const uint16x8_t c = vreinterpretq_u16_u8(vzip1q_u8(bytes[2], bytes[3])), d = vreinterpretq_u16_u8(vzip2q_u8(bytes[2], bytes[3]));
    out[0] = vreinterpretq_u32_u16(vzip1q_u16(a, c));
    out[1] = vreinterpretq_u32_u16(vzip2q_u16(a, c));
    out[2] = vreinterpretq_u32_u16(vzip1q_u16(b, d));
    out[3] = vreinterpretq_u32_u16(vzip2q_u16(b, d));
}

CF_INLINE void cf_add_leaves32(
    const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries, uint32_t row_count,
    float *sums) {
    for (uint32_t chunk = 0; chunk < chunks_of(row_count); chunk++, indices += rows_of_chunk, sums += rows_of_chunk) {
        float32x4_t acc[4];
        EACH acc[i] = vld1q_f32(sums + 4 * i);
        for (uint32_t p = 0; p < count; p++) {
            const uint8_t *planes = group->leaf_planes + pieces[p].first_leaf_byte;
            const uint8x16_t index = vld1q_u8(indices + p * rows_of_vector);
            uint8x16_t bytes[4];
            uint32x4_t leaves[4];
            EACH bytes[i] = leaf_bytes(planes + i * (int)entries, index, entries);
            interleave(bytes, leaves);
            EACH acc[i] = vaddq_f32(acc[i], vreinterpretq_f32_u32(leaves[i]));
        }
        EACH vst1q_f32(sums + 4 * i, acc[i]);
    }
}

CF_INLINE void cf_add_leaves64(
    const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries, uint32_t row_count,
    double *sums) {
    for (uint32_t chunk = 0; chunk < chunks_of(row_count); chunk++, indices += rows_of_chunk, sums += rows_of_chunk) {
        float64x2_t acc[8];
        for (int i = 0; i < 8; i++) acc[i] = vld1q_f64(sums + 2 * i);
        for (uint32_t p = 0; p < count; p++) {
            const uint8_t *planes = group->leaf_planes + pieces[p].first_leaf_byte;
            const uint8x16_t index = vld1q_u8(indices + p * rows_of_vector);
            uint8x16_t bytes[8];
            uint32x4_t low[4], high[4];
            for (int i = 0; i < 8; i++) bytes[i] = leaf_bytes(planes + i * (int)entries, index, entries);
            interleave(bytes, low);
            interleave(bytes + 4, high);
            EACH {
                acc[2 * i] = vaddq_f64(acc[2 * i], vreinterpretq_f64_u32(vzip1q_u32(low[i], high[i])));
                acc[2 * i + 1] = vaddq_f64(acc[2 * i + 1], vreinterpretq_f64_u32(vzip2q_u32(low[i], high[i])));
            }
        }
        for (int i = 0; i < 8; i++) vst1q_f64(sums + 2 * i, acc[i]);
    }
}

CF_INLINE void cf_margins32(const float *sums, uint32_t row_count, double *margins, size_t stride) {
    for (uint32_t r = 0; r < row_count; r++) margins[r * stride] = (double)sums[r];
}

CF_INLINE void cf_margins64(const double *sums, uint32_t row_count, double *margins, size_t stride) {
    for (uint32_t r = 0; r < row_count; r++) margins[r * stride] = sums[r];
}

#include "slice_body.h"

#endif
