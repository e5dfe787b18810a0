// Fields without intrinsics: eight bytes of a word at a time. Also chooses the scan.

#include <string.h>

#include "csv_masks.h"

#define CT_FIND ct_csv_find_fields_portable
#define CT_TARGET
#define CT_INLINE static inline __attribute__((always_inline))

/// One bit for each of the word's bytes that is `byte`.
CT_INLINE uint64_t equal_in_word(uint64_t word, uint8_t byte) {
    const uint64_t ones = 0x0101010101010101;
    const uint64_t low_bits = ones * 0x7F;
    const uint64_t difference = word ^ ones * byte;
    // The high bit of each byte that is zero, exactly; the multiplication gathers them in the highest byte.
    const uint64_t zeros = ~(((difference & low_bits) + low_bits) | difference | low_bits);
    return ((zeros >> 7) * 0x0102040810204080) >> 56;
}

typedef struct parts {
    uint64_t words[8];
} parts;

CT_INLINE parts parts_of(const uint8_t *bytes) {
    parts read;
    memcpy(read.words, bytes, sizeof read.words);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int part = 0; part < 8; part++) read.words[part] = __builtin_bswap64(read.words[part]);
#endif
    return read;
}

CT_INLINE uint64_t equal(const parts *read, uint8_t byte) {
    uint64_t bits = 0;
    for (int part = 0; part < 8; part++) bits |= equal_in_word(read->words[part], byte) << 8 * part;
    return bits;
}

CT_INLINE uint64_t prefix_xor(uint64_t quotes) { return ct_prefix_xor_shifts(quotes); }

#include "csv_index_body.h"

void ct_csv_find_fields(
    const uint8_t *bytes, size_t start, size_t end, uint8_t delimiter, uint64_t *entries, ct_csv_index *index, ct_isa isa) {
    switch (isa) {
#if defined(__x86_64__)
    case CT_ISA_AVX2: ct_csv_find_fields_avx2(bytes, start, end, delimiter, entries, index); return;
    case CT_ISA_SSE2: ct_csv_find_fields_sse2(bytes, start, end, delimiter, entries, index); return;
#elif defined(__aarch64__)
    case CT_ISA_NEON: ct_csv_find_fields_neon(bytes, start, end, delimiter, entries, index); return;
#endif
    default: ct_csv_find_fields_portable(bytes, start, end, delimiter, entries, index); return;
    }
}

static bool ends_line(const uint8_t *bytes, uint64_t entry) { return bytes[entry >> 32] == '\n'; }

size_t ct_csv_count_records(
    const uint8_t *bytes, uint64_t *entries, const ct_csv_index *index, size_t column_count, size_t *next_record) {
    const size_t whole_count = index->field_count / column_count;
    size_t count = 0;
    const uint64_t *last = entries + column_count - 1;
    while (count < whole_count && ends_line(bytes, *last)) {
        count++;
        last += column_count;
    }
    // As many line feeds as records: then none stands inside a record. Else some record has too few fields or too many.
    if (count != index->line_count) {
        size_t regular = 0;
        for (; regular < count; regular++) {
            const uint64_t *record = entries + regular * column_count;
            size_t inner = 0;
            while (inner + 1 < column_count && !ends_line(bytes, record[inner])) inner++;
            if (inner + 1 < column_count) break;
        }
        count = regular;
    }
    if (count > 0) *next_record = (size_t)(entries[count * column_count - 1] >> 32) + 1;
    if (index->has_carriage_returns) {
        for (size_t record = 0; record < count; record++) {
            uint64_t *entry = entries + record * column_count + column_count - 1;
            const uint64_t begin = (uint32_t)*entry;
            const uint64_t end = *entry >> 32;
            if (end > begin && bytes[end - 1] == '\r') *entry = begin | (end - 1) << 32;
        }
    }
    return count;
}

void ct_csv_unquote(uint8_t *bytes, uint64_t *entries, size_t field_count) {
    for (size_t field = 0; field < field_count; field++) {
        size_t begin = (uint32_t)entries[field];
        size_t end = entries[field] >> 32;
        if (begin == end || bytes[begin] != '"') continue;
        begin++;
        end--;
        const uint8_t *quote = memchr(bytes + begin, '"', end - begin);
        if (quote != NULL) {
            size_t target = (size_t)(quote - bytes);
            for (size_t source = target; source < end; source++) {
                bytes[target++] = bytes[source];
                if (bytes[source] == '"') source++;
            }
            end = target;
        }
        entries[field] = begin | (uint64_t)end << 32;
    }
}
