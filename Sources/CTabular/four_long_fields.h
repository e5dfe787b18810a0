#pragma once

#include "four_fields.h"

// Four fields of 16 bytes at most, a sign among them: each is half a register, read so that it ends where the half does. Nothing but the
// places of the texts goes through a general register.

/// Bytes of half a register.
#define CT_LONG_BYTES 16

CT_INLINE uint32_t end_of(const uint64_t *entry) { return (uint32_t)(*entry >> 32); }

CT_INLINE __m128i text_before(const uint8_t *end) { return _mm_loadu_si128((const __m128i *)(end - CT_LONG_BYTES)); }

CT_INLINE __m256i two_texts(const uint8_t *bytes, const uint64_t *low, const uint64_t *high) {
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(text_before(bytes + end_of(low))), text_before(bytes + end_of(high)), 1);
}

/// The bytes of two texts that belong to their fields. `place` is where in each half of `counts` the field's count of bytes is.
CT_INLINE __m256i are_inside(__m256i counts, __m256i place) {
    const __m256i counts_behind =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    return _mm256_cmpgt_epi8(_mm256_shuffle_epi8(counts, place), counts_behind);
}

/// The sign that a field begins with.
CT_INLINE __m256i are_minus(__m256i text, __m256i inside) {
    const __m256i first = _mm256_andnot_si256(_mm256_bslli_epi128(inside, 1), inside);
    return _mm256_and_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('-')), first);
}

/// What a sign adds to the marks of a field; more than one point does.
#define CT_SIGN_MARK 64

/// Sums over each quarter of a register, of which two make a field's: CT_SIGN_MARK for its sign, and for a point how many of the 16 bytes
/// end with it.
CT_INLINE __m256i marks_of(__m256i text, __m256i inside, __m256i minus) {
    const __m256i points = _mm256_and_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('.')), inside);
    const __m256i ends = _mm256_broadcastsi128_si256(_mm_setr_epi8(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
    const __m256i signs = _mm256_and_si256(minus, _mm256_set1_epi8(CT_SIGN_MARK));
    return _mm256_sad_epu8(_mm256_or_si256(_mm256_and_si256(points, ends), signs), _mm256_setzero_si256());
}

/// The digits at the end of each half, zeros before them: what stands before the point moves one byte on, over it.
CT_INLINE __m256i digits_of(__m256i text, __m256i inside, __m256i minus, __m256i point_ends, __m256i place) {
    const __m256i digits = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
    const __m256i alone = _mm256_andnot_si256(minus, _mm256_and_si256(digits, inside));
    const __m256i order = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    const __m256i are_before = _mm256_cmpgt_epi8(_mm256_shuffle_epi8(point_ends, place), order);
    return _mm256_shuffle_epi8(alone, _mm256_add_epi8(order, are_before));
}

/// Ten to the powers of 0 to 15 in each lane.
CT_INLINE __m256d four_long_powers(__m256i exponents) {
    // Bit 3 goes where the blend looks.
    const __m256i from_eight = _mm256_slli_epi64(exponents, 60);
    const __m256d high = _mm256_blendv_pd(_mm256_set1_pd(1), _mm256_set1_pd(1e8), _mm256_castsi256_pd(from_eight));
    return _mm256_mul_pd(four_powers(exponents), high);
}

/// The first of the fields, and so all, end CT_LONG_BYTES or more behind `bytes`.
CT_INLINE four_fields read_four_long(const uint8_t *bytes, const uint64_t *entry, size_t stride) {
    const __m256i counts = byte_counts(four(entry[0], entry[stride], entry[2 * stride], entry[3 * stride]));
    const __m256i zero = _mm256_setzero_si256();
    // Fields 0 and 2 are the even ones, 1 and 3 the odd ones; of the counts these are the second in each half.
    const __m256i even_place = zero;
    const __m256i odd_place = _mm256_set1_epi8(8);
    const __m256i even = two_texts(bytes, entry, entry + 2 * stride);
    const __m256i odd = two_texts(bytes, entry + stride, entry + 3 * stride);
    const __m256i even_inside = are_inside(counts, even_place);
    const __m256i odd_inside = are_inside(counts, odd_place);
    const __m256i even_minus = are_minus(even, even_inside);
    const __m256i odd_minus = are_minus(odd, odd_inside);

    const __m256i even_marks = marks_of(even, even_inside, even_minus);
    const __m256i odd_marks = marks_of(odd, odd_inside, odd_minus);
    const __m256i marks =
        _mm256_add_epi64(_mm256_unpacklo_epi64(even_marks, odd_marks), _mm256_unpackhi_epi64(even_marks, odd_marks));
    const __m256i signs = _mm256_and_si256(_mm256_slli_epi64(marks, 57), _mm256_set1_epi64x(INT64_MIN));
    // Of several points one stays at least, wherever their sum says: it is no digit.
    const __m256i point_ends = _mm256_and_si256(marks, _mm256_set1_epi64x(CT_SIGN_MARK - 1));
    const __m256i have_none = _mm256_cmpeq_epi64(point_ends, zero);

    const __m256i even_digits = digits_of(even, even_inside, even_minus, point_ends, even_place);
    const __m256i odd_digits = digits_of(odd, odd_inside, odd_minus, point_ends, odd_place);
    // The first eight digits of field 0, its last ones, those of field 1; in the other half those of 2 and 3.
    const __m256i eights = eights_of(fours_of(even_digits), fours_of(odd_digits));
    const __m256i parted = _mm256_permutevar8x32_epi32(eights, _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
    const __m256d first = _mm256_cvtepi32_pd(_mm256_castsi256_si128(parted));
    const __m256d last = _mm256_cvtepi32_pd(_mm256_extracti128_si256(parted, 1));
    // Exact when there is a point, since 15 digits are left then at most; 16 digits are rounded here, and their division by one is exact.
    const __m256d values = _mm256_add_pd(_mm256_mul_pd(first, _mm256_set1_pd(1e8)), last);
    const __m256i fraction_counts =
        _mm256_andnot_si256(have_none, _mm256_sub_epi64(_mm256_set1_epi64x(CT_LONG_BYTES), point_ends));

    const __m256i even_excess = _mm256_subs_epu8(even_digits, _mm256_set1_epi8(9));
    const __m256i odd_excess = _mm256_subs_epu8(odd_digits, _mm256_set1_epi8(9));
    const __m256i excess =
        _mm256_or_si256(_mm256_unpacklo_epi64(even_excess, odd_excess), _mm256_unpackhi_epi64(even_excess, odd_excess));
    const __m256i sign_and_point_counts =
        _mm256_add_epi64(_mm256_srli_epi64(signs, 63), _mm256_add_epi64(have_none, _mm256_set1_epi64x(1)));
    const __m256i have_digits = _mm256_cmpgt_epi64(counts, sign_and_point_counts);

    four_fields fields;
    fields.are_long = _mm256_cmpgt_epi64(counts, _mm256_set1_epi64x(CT_LONG_BYTES));
    fields.are_empty = _mm256_cmpeq_epi64(counts, zero);
    fields.are_plain = _mm256_and_si256(_mm256_cmpeq_epi64(excess, zero), have_digits);
    fields.values = signed_or_missing(_mm256_div_pd(values, four_long_powers(fraction_counts)), signs, fields.are_empty);
    return fields;
}
