#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "csv_index.h"

/// What stands in 64 bytes: one bit a byte, the first one lowest.
typedef struct ct_masks {
    /// Delimiters and line feeds.
    uint64_t separators;
    uint64_t line_feeds;
    /// Whether one of the following is there; they are found only then.
    uint64_t odd;
    uint64_t quotes;
    uint64_t returns;
    uint64_t nuls;
} ct_masks;

/// 64 for no bit.
static inline __attribute__((always_inline)) uint64_t ct_trailing_zeros(uint64_t bits) {
    return bits == 0 ? 64 : (uint64_t)__builtin_ctzll(bits);
}

/// Bit by bit whether the count of ones up to it is odd.
static inline __attribute__((always_inline)) uint64_t ct_prefix_xor_shifts(uint64_t bits) {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    return bits ^ bits << 32;
}

void ct_csv_find_fields_portable(const uint8_t *, size_t, size_t, uint8_t, uint64_t *, ct_csv_index *);
void ct_csv_find_fields_neon(const uint8_t *, size_t, size_t, uint8_t, uint64_t *, ct_csv_index *);
void ct_csv_find_fields_sse2(const uint8_t *, size_t, size_t, uint8_t, uint64_t *, ct_csv_index *);
void ct_csv_find_fields_avx2(const uint8_t *, size_t, size_t, uint8_t, uint64_t *, ct_csv_index *);
