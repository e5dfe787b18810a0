#include "short_texts.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/// A window of this whose first n bytes are ones keeps the first n bytes of a text.
static const uint8_t kept_bytes[2 * CT_SHORT_TEXT_BYTES] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                            255, 255, 255, 255, 255, 255, 255, 255};

static inline __attribute__((always_inline)) ct_short_text key_of(const uint8_t *text, size_t byte_count) {
    ct_short_text key = {.byte_count = (uint32_t)byte_count, .number = 0};
    uint64_t mask[2];
    memcpy(mask, kept_bytes + CT_SHORT_TEXT_BYTES - byte_count, sizeof mask);
    memcpy(key.words, text, sizeof key.words);
    key.words[0] &= mask[0];
    key.words[1] &= mask[1];
    return key;
}

static inline __attribute__((always_inline)) size_t slot_of(ct_short_texts texts, const ct_short_text *key) {
    // Odd multipliers without structure; equal texts of another length differ by it.
    const uint64_t product = (key->words[0] ^ key->byte_count) * 0x9E3779B97F4A7C15;
    return (size_t)((product ^ key->words[1]) * 0xD6E8FEB86659FD93 >> texts.shift);
}

void ct_short_texts_insert(ct_short_texts texts, const uint8_t *text, size_t byte_count, uint32_t code) {
    uint8_t padded[CT_SHORT_TEXT_BYTES] = {0};
    if (byte_count > 0) memcpy(padded, text, byte_count);
    ct_short_text key = key_of(padded, byte_count);
    key.number = code + 1;
    size_t slot = slot_of(texts, &key);
    const size_t mask = (size_t)(~(uint64_t)0 >> texts.shift);
    while (texts.slots[slot].number != 0) slot = (slot + 1) & mask;
    texts.slots[slot] = key;
}

/// The code and one; 0 when the text is not there.
static inline __attribute__((always_inline)) uint32_t find(ct_short_texts texts, const uint8_t *text, size_t byte_count) {
    const ct_short_text key = key_of(text, byte_count);
    size_t slot = slot_of(texts, &key);
    const size_t mask = (size_t)(~(uint64_t)0 >> texts.shift);
    while (1) {
        const ct_short_text *found = texts.slots + slot;
        const uint64_t difference = (found->words[0] ^ key.words[0]) | (found->words[1] ^ key.words[1]) |
                                    (uint64_t)(found->byte_count ^ key.byte_count);
        if (difference == 0 || found->number == 0) return found->number;
        slot = (slot + 1) & mask;
    }
}

#define CT_FIND_TEXTS(name, number)                                                                          \
    uint64_t name(const ct_column *column, ct_short_texts texts, number *codes) {                            \
        uint64_t others = 0;                                                                                 \
        const uint64_t *entry = column->entries;                                                             \
        for (size_t row = 0; row < column->row_count; row++) {                                               \
            const size_t begin = (uint32_t)*entry;                                                           \
            const size_t byte_count = (size_t)(*entry >> 32) - begin;                                        \
            uint32_t found = 0;                                                                              \
            if (byte_count <= CT_SHORT_TEXT_BYTES) found = find(texts, column->bytes + begin, byte_count);   \
            const bool is_missing = found == 0 && byte_count == 0;                                           \
            others |= (uint64_t)(found == 0 && !is_missing) << row;                                          \
            *codes = is_missing ? (number)NAN : (number)found - 1;                                           \
            entry += column->entry_stride;                                                                   \
            codes += column->code_stride;                                                                    \
        }                                                                                                    \
        return others;                                                                                       \
    }

CT_FIND_TEXTS(ct_find_texts_float, float)
CT_FIND_TEXTS(ct_find_texts_double, double)
