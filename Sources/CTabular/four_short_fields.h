#pragma once

#include "four_fields.h"

// Four fields of 8 bytes at most, a sign among them: each is a lane of 64 bits, first byte lowest, from shifts instead of shuffles.

CT_INLINE uint64_t eight_bytes(const uint8_t *text) {
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

CT_INLINE four_fields read_four_short(const uint8_t *bytes, const uint64_t *entry, size_t stride) {
    const uint64_t a = entry[0], b = entry[stride], c = entry[2 * stride], d = entry[3 * stride];
    __m256i text = four(
        eight_bytes(bytes + (uint32_t)a), eight_bytes(bytes + (uint32_t)b), eight_bytes(bytes + (uint32_t)c),
        eight_bytes(bytes + (uint32_t)d));
    const __m256i one = _mm256_set1_epi64x(1);
    __m256i count = byte_counts(four(a, b, c, d));
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
    const __m256i fours = fours_of(aligned);
    const __m256i values = _mm256_permute4x64_epi64(eights_of(fours, fours), 0x08);
    const __m256d magnitudes = _mm256_div_pd(_mm256_cvtepi32_pd(_mm256_castsi256_si128(values)), four_powers(fraction_count));
    fields.values = signed_or_missing(magnitudes, _mm256_slli_epi64(are_negative, 63), fields.are_empty);
    fields.are_plain = _mm256_and_si256(are_digits, _mm256_cmpgt_epi64(count, _mm256_setzero_si256()));
    return fields;
}
