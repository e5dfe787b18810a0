// Bit-sliced scoring without intrinsics: for every CPU, and for the sanitizers. Written to be right and short. Bit r of a vector is row r.

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "slice.h"

#define CF_KERNEL cf_slice_portable
#define CF_TARGET
#define CF_INLINE static inline __attribute__((always_inline))
#define CF_REGISTERS 16
#define CF_VECTOR_BYTES 16
#define CF_VECTORS 4

typedef uint64_t cf_vector __attribute__((vector_size(CF_VECTOR_BYTES)));

enum { rows_of_vector = 8 * CF_VECTOR_BYTES };

CF_INLINE cf_vector cf_load(const void *address) { return *(const cf_vector *)address; }
CF_INLINE void cf_store(void *address, cf_vector a) { *(cf_vector *)address = a; }
CF_INLINE cf_vector cf_zero(void) { return (cf_vector){0}; }
CF_INLINE cf_vector cf_ones(void) { return ~(cf_vector){0}; }
CF_INLINE cf_vector cf_and(cf_vector a, cf_vector b) { return a & b; }
CF_INLINE cf_vector cf_or(cf_vector a, cf_vector b) { return a | b; }
CF_INLINE cf_vector cf_xor(cf_vector a, cf_vector b) { return a ^ b; }
CF_INLINE cf_vector cf_and_not(cf_vector a, cf_vector b) { return a & ~b; }
CF_INLINE cf_vector cf_mux(cf_vector m, cf_vector r, cf_vector l) { return l ^ (m & (l ^ r)); }
CF_INLINE cf_vector cf_or_and(cf_vector a, cf_vector b, cf_vector c) { return a | (b & c); }

// Of 8 bytes, the first one lowest: bit c of byte r to bit r of byte c.
CF_INLINE uint64_t transpose_bits(uint64_t x) {
    uint64_t t = (x ^ (x >> 7)) & 0x00aa00aa00aa00aaull;
    x ^= t ^ (t << 7);
    t = (x ^ (x >> 14)) & 0x0000cccc0000ccccull;
    x ^= t ^ (t << 14);
    t = (x ^ (x >> 28)) & 0x00000000f0f0f0f0ull;
    return x ^ t ^ (t << 28);
}

#define TRANSPOSE(name, from, to)                                                                                              \
    CF_INLINE void name(const from *rows, size_t stride, uint32_t feature_count, uint32_t row_count, to *values) {             \
        for (uint32_t r = 0; r < row_count; r++) {                                                                             \
            for (uint32_t f = 0; f < feature_count; f++) values[f * rows_of_vector + r] = (to)rows[r * stride + f];            \
        }                                                                                                                      \
    }

TRANSPOSE(cf_transpose32, float, float)
TRANSPOSE(cf_transpose64, double, double)
TRANSPOSE(cf_transpose64to32, double, float)

// Codes of eight rows at a time, then their bits.
#define QUANTISE(name, number, table)                                                                                          \
    CF_INLINE uint8_t name##_code(const cf_numeric *column, number value) {                                                    \
        uint32_t path = 0, code = 0;                                                                                           \
        for (uint32_t level = 0; level < column->level_count; level++) {                                                       \
            const uint32_t answer = value >= column->table[(1u << level) + path];                                              \
            path |= answer << level;                                                                                           \
            code = 2 * code + answer;                                                                                          \
        }                                                                                                                      \
        return (uint8_t)code;                                                                                                  \
    }                                                                                                                          \
    CF_INLINE void name(const cf_numeric *column, const number *values, uint32_t row_count, cf_vector *planes) {               \
        uint8_t *bytes = (uint8_t *)planes;                                                                                    \
        for (uint32_t first = 0; first < row_count; first += 8) {                                                              \
            uint64_t codes = 0;                                                                                                \
            uint8_t missing = 0;                                                                                               \
            for (uint32_t r = first; r < first + 8 && r < row_count; r++) {                                                    \
                number value = values[r];                                                                                      \
                const bool is_zero = column->zero_is_missing && value >= -(number)CF_ZERO_BAND && value <= (number)CF_ZERO_BAND; \
                const bool is_missing = is_zero || value != value;                                                             \
                if (is_missing) value = column->missing == CF_MISSING_ZERO ? 0 : (number)NAN;                                  \
                missing |= (uint8_t)(is_missing << (r - first));                                                               \
                codes |= (uint64_t)name##_code(column, value) << (8 * (r - first));                                            \
            }                                                                                                                  \
            codes = transpose_bits(codes);                                                                                     \
            for (uint32_t b = 0; b < 8; b++) bytes[b * CF_VECTOR_BYTES + first / 8] = (uint8_t)(codes >> (8 * b));             \
            bytes[8 * CF_VECTOR_BYTES + first / 8] = missing;                                                                  \
        }                                                                                                                      \
    }

QUANTISE(cf_quantise32, float, search32)
QUANTISE(cf_quantise64, double, search64)

CF_INLINE cf_vector cf_bytes_in_set(const uint8_t *places, const uint8_t *bits, const uint8_t *set, bool is_small) {
    (void)is_small;
    uint8_t bytes[CF_VECTOR_BYTES] = {0};
    for (uint32_t r = 0; r < rows_of_vector; r++) {
        // Slots of rows that do not exist have any place.
        bytes[r / 8] |= (uint8_t)(((set[places[r] % 32] & bits[r]) != 0) << (r % 8));
    }
    cf_vector rows;
    memcpy(&rows, bytes, sizeof rows);
    return rows;
}

CF_INLINE cf_vector cf_bytes_equal(const uint8_t *bytes, uint8_t value) {
    uint8_t bits[CF_VECTOR_BYTES] = {0};
    for (uint32_t r = 0; r < rows_of_vector; r++) bits[r / 8] |= (uint8_t)((bytes[r] == value) << (r % 8));
    cf_vector rows;
    memcpy(&rows, bits, sizeof rows);
    return rows;
}

CF_INLINE void cf_index(const cf_vector *planes, int bits, uint8_t *indices) {
    const uint8_t *bytes = (const uint8_t *)planes;
    for (uint32_t byte = 0; byte < CF_VECTOR_BYTES; byte++) {
        uint64_t rows = 0;
        for (int b = 0; b < bits; b++) rows |= (uint64_t)bytes[b * CF_VECTOR_BYTES + (int)byte] << (8 * b);
        rows = transpose_bits(rows);
        for (uint32_t r = 0; r < 8; r++) indices[8 * byte + r] = (uint8_t)(rows >> (8 * r));
    }
}

#define ADD_LEAVES(width, number)                                                                                              \
    CF_INLINE void cf_add_leaves##width(                                                                                       \
        const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries,               \
        uint32_t row_count, number *sums) {                                                                                    \
        (void)entries;                                                                                                         \
        for (uint32_t i = 0; i < count; i++, indices += rows_of_vector) {                                                      \
            const number *values = (const number *)((const uint8_t *)group->leaf_values + pieces[i].first_leaf_byte);          \
            for (uint32_t r = 0; r < row_count; r++) sums[r] += values[indices[r]];                                            \
        }                                                                                                                      \
    }                                                                                                                          \
    CF_INLINE void cf_margins##width(const number *sums, uint32_t row_count, double *margins, size_t stride) {                 \
        for (uint32_t r = 0; r < row_count; r++) margins[r * stride] = (double)sums[r];                                        \
    }

ADD_LEAVES(32, float)
ADD_LEAVES(64, double)

#include "slice_body.h"
