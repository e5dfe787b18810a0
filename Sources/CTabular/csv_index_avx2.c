// Fields with AVX2.

#if defined(__x86_64__)

#include <immintrin.h>

#include "csv_masks.h"

#define CT_FIND ct_csv_find_fields_avx2
#define CT_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))
#define CT_INLINE static inline __attribute__((always_inline, target("avx2,bmi,bmi2,popcnt,pclmul")))

typedef struct parts {
    __m256i low;
    __m256i high;
} parts;

CT_INLINE parts parts_of(const uint8_t *bytes) {
    return (parts){_mm256_loadu_si256((const __m256i *)bytes), _mm256_loadu_si256((const __m256i *)(bytes + 32))};
}

CT_INLINE uint64_t equal(const parts *read, uint8_t byte) {
    const __m256i wanted = _mm256_set1_epi8((char)byte);
    const uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(read->low, wanted));
    const uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(read->high, wanted));
    return low | (uint64_t)high << 32;
}

CT_INLINE __m256i is_odd(__m256i bytes) {
    const __m256i quote = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
    const __m256i carriage_return = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r'));
    const __m256i nul = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
    return _mm256_or_si256(_mm256_or_si256(quote, carriage_return), nul);
}

CT_INLINE uint64_t has_odd(const parts *read) {
    const __m256i odd = _mm256_or_si256(is_odd(read->low), is_odd(read->high));
    return (uint64_t)!_mm256_testz_si256(odd, _mm256_set1_epi8(-1));
}
#define CT_HAS_ODD has_odd

CT_INLINE uint64_t prefix_xor(uint64_t quotes) {
    const __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)quotes), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

#include "csv_index_body.h"

#endif
