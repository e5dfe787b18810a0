// Fields with Advanced SIMD.

#if defined(__aarch64__)

#include <arm_neon.h>

#include "csv_masks.h"

#define CT_FIND ct_csv_find_fields_neon
#define CT_TARGET
#define CT_INLINE static inline __attribute__((always_inline))

/// One bit a byte of four vectors whose bytes are 0 or 255: each keeps the bit of its place in eight, and neighbours are added three times.
CT_INLINE uint64_t bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    const uint8x16_t places = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t low = vpaddq_u8(vandq_u8(a, places), vandq_u8(b, places));
    const uint8x16_t high = vpaddq_u8(vandq_u8(c, places), vandq_u8(d, places));
    const uint8x16_t sum = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

typedef struct parts {
    uint8x16_t vectors[4];
} parts;

CT_INLINE parts parts_of(const uint8_t *bytes) {
    return (parts){{vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
}

CT_INLINE uint64_t equal(const parts *read, uint8_t byte) {
    const uint8x16_t wanted = vdupq_n_u8(byte);
    return bits(
        vceqq_u8(read->vectors[0], wanted), vceqq_u8(read->vectors[1], wanted), vceqq_u8(read->vectors[2], wanted),
        vceqq_u8(read->vectors[3], wanted));
}

CT_INLINE uint64_t prefix_xor(uint64_t quotes) { return ct_prefix_xor_shifts(quotes); }

#include "csv_index_body.h"

#endif
