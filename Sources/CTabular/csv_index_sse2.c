// Fields with what every x86-64 has.

#if defined(__x86_64__)

#include <emmintrin.h>

#include "csv_masks.h"

#define CT_FIND ct_csv_find_fields_sse2
#define CT_TARGET
#define CT_INLINE static inline __attribute__((always_inline))

typedef struct parts {
    __m128i vectors[4];
} parts;

CT_INLINE parts parts_of(const uint8_t *bytes) {
    parts read;
    for (int part = 0; part < 4; part++) read.vectors[part] = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
    return read;
}

CT_INLINE uint64_t equal(const parts *read, uint8_t byte) {
    const __m128i wanted = _mm_set1_epi8((char)byte);
    uint64_t bits = 0;
    for (int part = 0; part < 4; part++) {
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(read->vectors[part], wanted)) << 16 * part;
    }
    return bits;
}

CT_INLINE uint64_t prefix_xor(uint64_t quotes) { return ct_prefix_xor_shifts(quotes); }

#include "csv_index_body.h"

#endif
