// Fields with what every x86-64 has.

#if defined(__x86_64__)

#include <emmintrin.h>

#include "csv_masks.h"

#define CT_FIND ct_csv_find_fields_sse2
#define CT_TARGET
#define CT_INLINE static inline __attribute__((always_inline))

CT_INLINE uint64_t equal(const __m128i *parts, char byte) {
    const __m128i wanted = _mm_set1_epi8(byte);
    uint64_t bits = 0;
    for (int part = 0; part < 4; part++) {
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(parts[part], wanted)) << 16 * part;
    }
    return bits;
}

CT_INLINE ct_masks masks_of(const uint8_t *bytes, uint8_t delimiter) {
    __m128i parts[4];
    for (int part = 0; part < 4; part++) parts[part] = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
    ct_masks masks;
    masks.line_feeds = equal(parts, '\n');
    masks.separators = equal(parts, (char)delimiter) | masks.line_feeds;
    masks.quotes = equal(parts, '"');
    masks.returns = equal(parts, '\r');
    masks.nuls = equal(parts, 0);
    masks.odd = masks.quotes | masks.returns | masks.nuls;
    return masks;
}

CT_INLINE uint64_t prefix_xor(uint64_t quotes) { return ct_prefix_xor_shifts(quotes); }

#include "csv_index_body.h"

#endif
