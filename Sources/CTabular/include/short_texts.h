#pragma once

#include <stddef.h>
#include <stdint.h>

#include "field_numbers.h"

// Category maps: texts of up to 16 bytes in a hash table whose slots hold the texts themselves.

#define CT_SHORT_TEXT_BYTES 16

typedef struct ct_short_text {
    /// The text's bytes, zeros behind them.
    uint64_t words[2];
    uint32_t byte_count;
    /// The text's code and one; 0 in an empty slot.
    uint32_t number;
} ct_short_text;

typedef struct ct_short_texts {
    ct_short_text *slots;
    /// A slot is chosen by the upper bits of a 64-bit product: 64 less the binary logarithm of the count of slots.
    uint32_t shift;
} ct_short_texts;

/// Adds a text that is not there yet; fewer texts than slots must be there. The text has 16 bytes at most.
void ct_short_texts_insert(ct_short_texts texts, const uint8_t *text, size_t byte_count, uint32_t code);

/// Finds the fields that are texts of the table; their codes go out as numbers, NaN for an empty one that is none. Returns one bit for each of
/// the others. 16 bytes from any
/// field's beginning are readable.
uint64_t ct_find_texts_float(const ct_column *column, ct_short_texts texts, float *codes);
uint64_t ct_find_texts_double(const ct_column *column, ct_short_texts texts, double *codes);
