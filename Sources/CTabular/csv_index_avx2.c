// Fields with AVX2.

#if defined(__x86_64__)

#include <immintrin.h>

#include "csv_masks.h"

#define CT_FIND ct_csv_find_fields_avx2
#define CT_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))
#define CT_INLINE static inline __attribute__((always_inline, target("avx2,bmi,bmi2,popcnt,pclmul")))

CT_INLINE uint64_t bits(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

CT_INLINE uint64_t equal(__m256i low, __m256i high, char byte) {
    const __m256i wanted = _mm256_set1_epi8(byte);
    return bits(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
}

CT_INLINE __m256i is_odd(__m256i bytes) {
    const __m256i quote = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
    const __m256i carriage_return = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r'));
    const __m256i nul = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
    return _mm256_or_si256(_mm256_or_si256(quote, carriage_return), nul);
}

CT_INLINE ct_masks masks_of(const uint8_t *bytes, uint8_t delimiter) {
    const __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
    const __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
    ct_masks masks;
    masks.line_feeds = equal(low, high, '\n');
    masks.separators = equal(low, high, (char)delimiter) | masks.line_feeds;
    const __m256i odd_low = is_odd(low);
    const __m256i odd_high = is_odd(high);
    masks.odd = (uint64_t)!_mm256_testz_si256(_mm256_or_si256(odd_low, odd_high), _mm256_set1_epi8(-1));
    masks.quotes = equal(low, high, '"');
    masks.returns = equal(low, high, '\r');
    masks.nuls = equal(low, high, 0);
    return masks;
}

CT_INLINE uint64_t prefix_xor(uint64_t quotes) {
    const __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)quotes), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

#include "csv_index_body.h"

#endif
