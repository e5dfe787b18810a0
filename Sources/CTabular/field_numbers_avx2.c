// Numbers with byte shuffles; AVX2 stands for the CPUs that have them and a fast way to the rest.

#if defined(__x86_64__)

#include "four_long_fields.h"
#include "four_short_fields.h"

/// A window of this that begins at n moves the first n of 16 bytes to the end and zeros before them.
static const int8_t right_aligned[48] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                         0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15};

/// The number that 16 digits say: neighbours are joined into pairs, fours and eights.
CT_INLINE uint64_t value_of(__m128i digits) {
    const __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(1 << 8 | 10));
    const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    const __m128i packed = _mm_packus_epi32(fours, fours);
    const uint64_t eights = (uint64_t)_mm_cvtsi128_si64(_mm_madd_epi16(packed, _mm_set1_epi32(1 << 16 | 10000)));
    return (eights & 0xFFFFFFFF) * 100000000 + (eights >> 32);
}

CT_INLINE ct_decimal read_plain(const uint8_t *text, size_t byte_count) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)text);
    const __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    const __m128i are_digits = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    const __m128i are_points = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'));
    // Counts beyond 16 are found at the end; until then they must only do no harm.
    const uint32_t count = (uint32_t)byte_count & 31;
    const uint32_t end = 1u << count;
    const uint32_t others = ~(uint32_t)_mm_movemask_epi8(are_digits) & (end - 1);
    const uint32_t points = (uint32_t)_mm_movemask_epi8(are_points) & (end - 1);
    const uint32_t point = (uint32_t)__builtin_ctz(others | end);
    const uint32_t digit_count = count - (others != 0);
    const __m128i order = _mm_loadu_si128((const __m128i *)(right_aligned + digit_count));
    // The digits behind the point lie one byte further.
    const __m128i are_behind = _mm_cmpgt_epi8(order, _mm_set1_epi8((char)(point - 1)));
    ct_decimal decimal;
    decimal.digits = value_of(_mm_shuffle_epi8(digits, _mm_sub_epi8(order, are_behind)));
    decimal.fraction_count = digit_count - point;
    decimal.is_plain = (byte_count - 1 < CT_PLAIN_BYTES) & (others == points) & ((others & (others - 1)) == 0) & (digit_count != 0);
    decimal.fraction_count &= 31;
    return decimal;
}

CT_INLINE four_fields read_four(bool is_long, const uint8_t *bytes, const uint64_t *entry, size_t stride) {
    return is_long ? read_four_long(bytes, entry, stride) : read_four_short(bytes, entry, stride);
}

CT_INLINE int read_four_doubles(
    bool is_long, const uint8_t *bytes, const uint64_t *entry, size_t stride, double lower, double upper, double *codes) {
    const four_fields fields = read_four(is_long, bytes, entry, stride);
    if (lanes(fields.are_long) != 0) return -1;
    _mm256_storeu_pd(codes, fields.values);
    const __m256d is_in_range = _mm256_and_pd(
        _mm256_cmp_pd(fields.values, _mm256_set1_pd(lower), _CMP_GE_OQ),
        _mm256_cmp_pd(fields.values, _mm256_set1_pd(upper), _CMP_LE_OQ));
    const __m256i are_read = _mm256_and_si256(fields.are_plain, _mm256_castpd_si256(is_in_range));
    return ~lanes(_mm256_or_si256(are_read, fields.are_empty)) & 15;
}

CT_INLINE int read_four_floats(
    bool is_long, const uint8_t *bytes, const uint64_t *entry, size_t stride, float lower, float upper, float *codes) {
    const four_fields fields = read_four(is_long, bytes, entry, stride);
    if (lanes(fields.are_long) != 0) return -1;
    // As ct_round_float says.
    const __m256i is_midpoint = _mm256_cmpeq_epi64(
        _mm256_and_si256(_mm256_castpd_si256(fields.values), _mm256_set1_epi64x(0x1FFFFFFF)), _mm256_set1_epi64x(0x10000000));
    const __m128 values = _mm256_cvtpd_ps(fields.values);
    _mm_storeu_ps(codes, values);
    const int is_in_range = _mm_movemask_ps(_mm_and_ps(
        _mm_cmp_ps(values, _mm_set1_ps(lower), _CMP_GE_OQ), _mm_cmp_ps(values, _mm_set1_ps(upper), _CMP_LE_OQ)));
    const int are_plain = lanes(_mm256_andnot_si256(is_midpoint, fields.are_plain));
    return ~((are_plain & is_in_range) | lanes(fields.are_empty)) & 15;
}

#define CT_NUMBER float
#define CT_READ ct_read_floats_avx2
#define CT_READ_FOUR read_four_floats
#define CT_ROUND ct_round_float
#include "field_numbers_body.h"
#undef CT_NUMBER
#undef CT_READ
#undef CT_READ_FOUR
#undef CT_ROUND
#define CT_NUMBER double
#define CT_READ ct_read_doubles_avx2
#define CT_READ_FOUR read_four_doubles
#define CT_ROUND ct_round_double
#include "field_numbers_body.h"

#endif
