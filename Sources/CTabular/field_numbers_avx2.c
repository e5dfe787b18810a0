// Numbers with byte shuffles; AVX2 stands for the CPUs that have them and a fast way to the rest.

#if defined(__x86_64__)

#include <immintrin.h>

#include "number_parts.h"

#define CT_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CT_INLINE static inline __attribute__((always_inline, target("avx2,bmi,bmi2,popcnt")))

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

/// Four fields as they are taken apart, each in 64 bits.
typedef struct four_fields {
    /// Right where `are_plain`; NaN where `are_empty`.
    __m256d values;
    __m256i are_plain;
    __m256i are_empty;
    /// Of more bytes than a lane has.
    __m256i are_long;
} four_fields;

CT_INLINE __m256i four(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
    return _mm256_set_epi64x((long long)d, (long long)c, (long long)b, (long long)a);
}

CT_INLINE uint64_t eight_bytes(const uint8_t *text) {
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/// The whole numbers that the 8 digits of each lane say, the first digit lowest.
CT_INLINE __m256d four_values(__m256i digits) {
    const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(1 << 8 | 10));
    const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(1 << 16 | 100));
    const __m256i packed = _mm256_packus_epi32(fours, fours);
    const __m256i eights = _mm256_madd_epi16(packed, _mm256_set1_epi32(1 << 16 | 10000));
    return _mm256_cvtepi32_pd(_mm256_castsi256_si128(_mm256_permute4x64_epi64(eights, 0x08)));
}

/// Ten to the powers of 0 to 7 in each lane.
CT_INLINE __m256d four_powers(__m256i exponents) {
    const __m256i low_halves = _mm256_permutevar8x32_epi32(exponents, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    const __m256 powers = _mm256_setr_ps(1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f);
    return _mm256_cvtps_pd(_mm256_castps256_ps128(_mm256_permutevar8x32_ps(powers, low_halves)));
}

CT_INLINE four_fields read_four(const uint8_t *bytes, const uint64_t *entry, size_t stride) {
    const uint64_t a = entry[0], b = entry[stride], c = entry[2 * stride], d = entry[3 * stride];
    const __m256i places = four(a, b, c, d);
    __m256i text = four(
        eight_bytes(bytes + (uint32_t)a), eight_bytes(bytes + (uint32_t)b), eight_bytes(bytes + (uint32_t)c),
        eight_bytes(bytes + (uint32_t)d));
    const __m256i one = _mm256_set1_epi64x(1);
    __m256i count = _mm256_sub_epi64(_mm256_srli_epi64(places, 32), _mm256_and_si256(places, _mm256_set1_epi64x(0xFFFFFFFF)));
    four_fields fields;
    fields.are_empty = _mm256_cmpeq_epi64(count, _mm256_setzero_si256());
    fields.are_long = _mm256_cmpgt_epi64(count, _mm256_set1_epi64x(8));
    const __m256i are_negative =
        _mm256_cmpeq_epi64(_mm256_and_si256(text, _mm256_set1_epi64x(0xFF)), _mm256_set1_epi64x('-'));
    text = _mm256_srlv_epi64(text, _mm256_and_si256(are_negative, _mm256_set1_epi64x(8)));
    count = _mm256_add_epi64(count, are_negative);
    const __m256i behind = _mm256_sllv_epi64(_mm256_set1_epi8(-1), _mm256_slli_epi64(count, 3));
    // The point is taken out: what is behind it moves one byte down.
    const __m256i points = _mm256_andnot_si256(behind, _mm256_cmpeq_epi8(text, _mm256_set1_epi8('.')));
    const __m256i first_point = _mm256_and_si256(points, _mm256_sub_epi64(_mm256_setzero_si256(), points));
    const __m256i below_point = _mm256_sub_epi64(first_point, one);
    const __m256i have_none = _mm256_cmpeq_epi64(points, _mm256_setzero_si256());
    const __m256i digits = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
    const __m256i joined = _mm256_or_si256(
        _mm256_and_si256(below_point, digits), _mm256_andnot_si256(below_point, _mm256_srli_epi64(digits, 8)));
    count = _mm256_sub_epi64(_mm256_sub_epi64(count, one), have_none);
    const __m256i aligned =
        _mm256_sllv_epi64(joined, _mm256_sub_epi64(_mm256_set1_epi64x(64), _mm256_slli_epi64(count, 3)));
    const __m256i are_digits = _mm256_cmpeq_epi64(_mm256_min_epu8(aligned, _mm256_set1_epi8(9)), aligned);
    const __m256i whole_count =
        _mm256_sad_epu8(_mm256_and_si256(below_point, _mm256_set1_epi8(1)), _mm256_setzero_si256());
    const __m256i fraction_count = _mm256_andnot_si256(have_none, _mm256_sub_epi64(count, whole_count));
    const __m256d magnitude = _mm256_div_pd(four_values(aligned), four_powers(fraction_count));
    const __m256d sign = _mm256_castsi256_pd(_mm256_slli_epi64(are_negative, 63));
    fields.values = _mm256_blendv_pd(
        _mm256_or_pd(magnitude, sign), _mm256_set1_pd((double)NAN), _mm256_castsi256_pd(fields.are_empty));
    fields.are_plain = _mm256_and_si256(are_digits, _mm256_cmpgt_epi64(count, _mm256_setzero_si256()));
    return fields;
}

CT_INLINE int lanes(__m256i mask) { return _mm256_movemask_pd(_mm256_castsi256_pd(mask)); }

CT_INLINE int read_four_doubles(
    const uint8_t *bytes, const uint64_t *entry, size_t stride, double lower, double upper, double *codes) {
    const four_fields fields = read_four(bytes, entry, stride);
    if (lanes(fields.are_long) != 0) return -1;
    _mm256_storeu_pd(codes, fields.values);
    const __m256d is_in_range = _mm256_and_pd(
        _mm256_cmp_pd(fields.values, _mm256_set1_pd(lower), _CMP_GE_OQ),
        _mm256_cmp_pd(fields.values, _mm256_set1_pd(upper), _CMP_LE_OQ));
    const __m256i are_read = _mm256_and_si256(fields.are_plain, _mm256_castpd_si256(is_in_range));
    return ~lanes(_mm256_or_si256(are_read, fields.are_empty)) & 15;
}

CT_INLINE int read_four_floats(
    const uint8_t *bytes, const uint64_t *entry, size_t stride, float lower, float upper, float *codes) {
    const four_fields fields = read_four(bytes, entry, stride);
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
