#include "json_members.h"

#include <string.h>
#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#define CT_INLINE static inline __attribute__((always_inline))

CT_INLINE uint64_t word_at(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

CT_INLINE bool is_same(const uint8_t *bytes, const uint8_t *expected, size_t count) {
    while (count >= 8) {
        if (word_at(bytes) != word_at(expected)) return false;
        bytes += 8;
        expected += 8;
        count -= 8;
    }
    const uint64_t mask = ((uint64_t)1 << 8 * count) - 1;
    return ((word_at(bytes) ^ word_at(expected)) & mask) == 0;
}

/// Bytes of a plain string up to its closing quote or a byte that is not plain.
CT_INLINE size_t plain_count(const uint8_t *bytes) {
    const uint64_t ones = 0x0101010101010101;
    size_t count = 0;
    while (1) {
        const uint64_t word = word_at(bytes + count);
        const uint64_t quotes = word ^ ones * '"';
        const uint64_t backslashes = word ^ ones * '\\';
        // High bits mark control characters, quotes, backslashes and what is not ASCII; borrows mark wrong bytes above a right one only.
        const uint64_t marks =
            (((word - ones * 0x20) & ~word) | ((quotes - ones) & ~quotes) | ((backslashes - ones) & ~backslashes) | word) &
            ones * 0x80;
        if (marks != 0) return count + ((size_t)__builtin_ctzll(marks) >> 3);
        count += 8;
    }
}

/// The places of digits and of points among 16 bytes.
CT_INLINE void digits_and_points(const uint8_t *bytes, uint32_t *digits, uint32_t *points) {
#if defined(__x86_64__)
    const __m128i text = _mm_loadu_si128((const __m128i *)bytes);
    const __m128i values = _mm_sub_epi8(text, _mm_set1_epi8('0'));
    *digits = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values));
    *points = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('.')));
#else
    *digits = 0;
    *points = 0;
    for (uint32_t at = 0; at < 16; at++) {
        *digits |= (uint32_t)((uint8_t)(bytes[at] - '0') <= 9) << at;
        *points |= (uint32_t)(bytes[at] == '.') << at;
    }
#endif
}

/// Bytes of the JSON number without an exponent that begins here; 0 when there is none of up to 16 bytes and a sign.
CT_INLINE size_t number_count(const uint8_t *bytes) {
    const size_t sign = bytes[0] == '-';
    bytes += sign;
    uint32_t digits;
    uint32_t points;
    digits_and_points(bytes, &digits, &points);
    const uint32_t others = ~(digits | points) & 0xFFFF;
    if (others == 0) return 0;
    const uint32_t count = (uint32_t)__builtin_ctz(others);
    const uint32_t inside = points & ((1u << count) - 1);
    // One point at most, a digit before and behind it, no zero before another digit, and no exponent.
    const bool is_number = count != 0 && (inside & (inside - 1)) == 0 && (inside & (1u | 1u << (count - 1))) == 0 &&
                           !(bytes[0] == '0' && (digits & 2) != 0 && count > 1) && (bytes[count] | 0x20) != 'e';
    return is_number ? sign + count : 0;
}

bool ct_match_object(const uint8_t *bytes, size_t begin, size_t end, const ct_object_template *object, uint64_t *entries) {
    size_t at = begin;
    for (size_t place = 0; place < object->member_count; place++) {
        const ct_member *member = object->members + place;
        if (end - at <= member->prefix_count) return false;
        if (!is_same(bytes + at, object->text + member->prefix_begin, member->prefix_count)) return false;
        at += member->prefix_count;
        size_t value_end;
        if (bytes[at] == '"') {
            if (member->kind == CT_VALUE_NUMBER) return false;
            at++;
            value_end = at;
            // Words are read up to 16 bytes behind what is plain; a quote within the record stops them, or its line end.
            value_end += plain_count(bytes + at);
            if (value_end >= end || bytes[value_end] != '"') return false;
            entries[place] = at | (uint64_t)value_end << 32;
            at = value_end + 1;
        } else if (bytes[at] == 'n') {
            if (!is_same(bytes + at, (const uint8_t *)"null\0\0\0\0", 4)) return false;
            entries[place] = at | (uint64_t)at << 32;
            at += 4;
        } else {
            const size_t count = number_count(bytes + at);
            if (count == 0 || member->kind == CT_VALUE_STRING) return false;
            entries[place] = at | (uint64_t)(at + count) << 32;
            at += count;
        }
        if (at > end) return false;
    }
    return end - at == object->suffix_count && is_same(bytes + at, object->text + object->suffix_begin, object->suffix_count);
}
