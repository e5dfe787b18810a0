#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text_isa.h"

// The structure of CSV: where fields begin and end. What is not plain to see is left to a scanner that reads byte by byte.

/// Bytes after the end that may be read, and entries after the last that may be written.
#define CT_CSV_SLACK 64

typedef struct ct_csv_index {
    /// Fields found. Each has an entry: its first offset in the lower half, that of the byte after it in the upper half. A quoted
    /// field's entry holds its quotes, the last field's of a record that ends with CRLF the carriage return.
    size_t field_count;
    /// Line feeds among the ends of fields.
    size_t line_count;
    bool has_quotes;
    bool has_carriage_returns;
} ct_csv_index;

/// Finds the fields of the text from `start`, where a record begins, to `end`, as far as it is regular: without NUL, quotes only around
/// whole fields, no line end in them, carriage returns only before line feeds. A field is found when the byte that ends it is there: the
/// delimiter or a line feed. Entries are true up to the last line feed among them; what follows may turn out to be irregular.
///
/// `entries` has room for one entry a byte and CT_CSV_SLACK more; CT_CSV_SLACK bytes after `end` are readable. Offsets are below 2^31.
void ct_csv_find_fields(
    const uint8_t *bytes, size_t start, size_t end, uint8_t delimiter, uint64_t *entries, ct_csv_index *index, ct_isa isa);

/// How many records of `column_count` fields the index begins with; `bytes` and `entries` as above. Takes carriage returns before line
/// feeds off their fields. `next_record` gets the offset after the last of them, or stays.
size_t ct_csv_count_records(
    const uint8_t *bytes, uint64_t *entries, const ct_csv_index *index, size_t column_count, size_t *next_record);

/// Takes the quotes off the fields of whole records that have them; doubled ones inside are halved in place.
void ct_csv_unquote(uint8_t *bytes, uint64_t *entries, size_t field_count);
