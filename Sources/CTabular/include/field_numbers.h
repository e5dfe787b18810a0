#pragma once

#include <stddef.h>
#include <stdint.h>

#include "text_isa.h"

// Plain decimal numbers of up to 16 bytes after their sign: digits with or without a point. What is anything else is left to a reader that
// knows all spellings; what is read here is rounded as it rounds.

/// Fields of one column in a run of rows, 64 at most: entries as in csv_index.h, and where their numbers go.
typedef struct ct_column {
    /// CT_CSV_SLACK bytes after the last field are readable.
    const uint8_t *bytes;
    const uint64_t *entries;
    /// From one row to the next, in entries and in codes.
    size_t entry_stride;
    size_t code_stride;
    size_t row_count;
} ct_column;

/// Reads the fields that are plain numbers in range, rounded once to float32, and empty ones as NaN. Returns one bit for each of the
/// others, the first row's lowest.
uint64_t ct_read_floats(const ct_column *column, float lower, float upper, float *codes, ct_isa isa);

/// The same for float64.
uint64_t ct_read_doubles(const ct_column *column, double lower, double upper, double *codes, ct_isa isa);
