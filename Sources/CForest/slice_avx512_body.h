// What both AVX-512 kernels have in common: vectors of 512 rows, transposes, the search that makes codes. Included after CF_TARGET,
// CF_INLINE and CF_WORD_OF_GROUP(g): which 16 bits of a vector are rows 16 * g ..< 16 * g + 16.

#define CF_REGISTERS 32
#define CF_VECTOR_BYTES 64
#define CF_VECTORS 1

typedef __m512i cf_vector;

enum {
    rows_of_vector = 512,
    // What one instruction compares or adds.
    floats = 16,
    doubles = 8,
    // Rows that are searched for together: the tables stay in registers, and one search's waiting is the others' work.
    rows_at_once = 64,
};

CF_INLINE cf_vector cf_load(const void *address) { return _mm512_load_si512(address); }
CF_INLINE void cf_store(void *address, cf_vector a) { _mm512_store_si512(address, a); }
CF_INLINE cf_vector cf_zero(void) { return _mm512_setzero_si512(); }
CF_INLINE cf_vector cf_ones(void) { return _mm512_set1_epi64(-1); }
CF_INLINE cf_vector cf_and(cf_vector a, cf_vector b) { return _mm512_and_si512(a, b); }
CF_INLINE cf_vector cf_or(cf_vector a, cf_vector b) { return _mm512_or_si512(a, b); }
CF_INLINE cf_vector cf_xor(cf_vector a, cf_vector b) { return _mm512_xor_si512(a, b); }
CF_INLINE cf_vector cf_and_not(cf_vector a, cf_vector b) { return _mm512_andnot_si512(b, a); }
CF_INLINE cf_vector cf_mux(cf_vector m, cf_vector r, cf_vector l) { return _mm512_ternarylogic_epi64(m, r, l, 0xca); }
CF_INLINE cf_vector cf_xor3(cf_vector a, cf_vector b, cf_vector c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
CF_INLINE cf_vector cf_or_and(cf_vector a, cf_vector b, cf_vector c) { return _mm512_ternarylogic_epi64(a, b, c, 0xf8); }

// 16 rows of 16 floats: rows become columns.
CF_INLINE void transpose16(__m512 *r) {
    __m512 t[16];
    for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
    }
    for (int i = 0; i < 16; i += 4) {
        const __m512d a = _mm512_castps_pd(t[i]), b = _mm512_castps_pd(t[i + 1]);
        const __m512d c = _mm512_castps_pd(t[i + 2]), d = _mm512_castps_pd(t[i + 3]);
        r[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, c));
        r[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, c));
        r[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(b, d));
        r[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(b, d));
    }
    for (int i = 0; i < 4; i++) {
        const __m512 a = _mm512_shuffle_f32x4(r[i], r[i + 4], 0x88), b = _mm512_shuffle_f32x4(r[i], r[i + 4], 0xdd);
        const __m512 c = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0x88), d = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0xdd);
        t[i] = _mm512_shuffle_f32x4(a, c, 0x88);
        t[i + 4] = _mm512_shuffle_f32x4(b, d, 0x88);
        t[i + 8] = _mm512_shuffle_f32x4(a, c, 0xdd);
        t[i + 12] = _mm512_shuffle_f32x4(b, d, 0xdd);
    }
    for (int i = 0; i < 16; i++) r[i] = t[i];
}

// 8 rows of 8 doubles.
CF_INLINE void transpose8(__m512d *r) {
    __m512d t[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm512_unpacklo_pd(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_pd(r[i], r[i + 1]);
    }
    for (int i = 0; i < 2; i++) {
        const __m512d a = _mm512_shuffle_f64x2(t[i], t[i + 2], 0x88), b = _mm512_shuffle_f64x2(t[i], t[i + 2], 0xdd);
        const __m512d c = _mm512_shuffle_f64x2(t[i + 4], t[i + 6], 0x88), d = _mm512_shuffle_f64x2(t[i + 4], t[i + 6], 0xdd);
        r[i] = _mm512_shuffle_f64x2(a, c, 0x88);
        r[i + 2] = _mm512_shuffle_f64x2(b, d, 0x88);
        r[i + 4] = _mm512_shuffle_f64x2(a, c, 0xdd);
        r[i + 6] = _mm512_shuffle_f64x2(b, d, 0xdd);
    }
}

// The place of a row; behind the last one the last one again, so that whole registers have something to read.
CF_INLINE size_t row_place(uint32_t row, uint32_t row_count, size_t stride) {
    return (row < row_count ? row : row_count - 1) * stride;
}

// Rows are searched for in runs of rows_at_once, so as many are made up.
CF_INLINE uint32_t rounded_up(uint32_t row_count) { return (row_count + rows_at_once - 1) & ~(uint32_t)(rows_at_once - 1); }

CF_INLINE void cf_transpose32(const float *rows, size_t stride, uint32_t feature_count, uint32_t row_count, float *values) {
    const __mmask16 present = (__mmask16)(0xffff >> (16 - feature_count));
    const uint32_t end = rounded_up(row_count);
    for (uint32_t first = 0; first < end; first += 16) {
        __m512 r[16];
#pragma clang loop unroll(full)
        for (uint32_t i = 0; i < 16; i++) {
            r[i] = _mm512_maskz_loadu_ps(present, rows + row_place(first + i, row_count, stride));
        }
        transpose16(r);
#pragma clang loop unroll(full)
        for (uint32_t f = 0; f < 16; f++) _mm512_store_ps(values + f * rows_of_vector + first, r[f]);
    }
}

CF_INLINE void cf_transpose64(const double *rows, size_t stride, uint32_t feature_count, uint32_t row_count, double *values) {
    const uint32_t end = rounded_up(row_count);
    for (uint32_t half = 0; half < feature_count; half += 8) {
        const uint32_t count = feature_count - half < 8 ? feature_count - half : 8;
        const __mmask8 present = (__mmask8)(0xff >> (8 - count));
        for (uint32_t first = 0; first < end; first += 8) {
            __m512d r[8];
#pragma clang loop unroll(full)
            for (uint32_t i = 0; i < 8; i++) {
                r[i] = _mm512_maskz_loadu_pd(present, rows + half + row_place(first + i, row_count, stride));
            }
            transpose8(r);
#pragma clang loop unroll(full)
            for (uint32_t f = 0; f < 8; f++) _mm512_store_pd(values + (half + f) * rows_of_vector + first, r[f]);
        }
    }
}

CF_INLINE void cf_transpose64to32(const double *rows, size_t stride, uint32_t feature_count, uint32_t row_count, float *values) {
    const uint32_t present = 0xffffu >> (16 - feature_count);
    const uint32_t end = rounded_up(row_count);
    for (uint32_t first = 0; first < end; first += 16) {
        __m512 r[16];
#pragma clang loop unroll(full)
        for (uint32_t i = 0; i < 16; i++) {
            const double *row = rows + row_place(first + i, row_count, stride);
            const __m256 low = _mm512_cvtpd_ps(_mm512_maskz_loadu_pd((__mmask8)present, row));
            const __m256 high = _mm512_cvtpd_ps(_mm512_maskz_loadu_pd((__mmask8)(present >> 8), row + 8));
            r[i] = _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
        }
        transpose16(r);
#pragma clang loop unroll(full)
        for (uint32_t f = 0; f < 16; f++) _mm512_store_ps(values + f * rows_of_vector + first, r[f]);
    }
}

// What the column's missing rule makes of numbers; a missing one that remains is NaN.
CF_INLINE __m512 with_missing32(const cf_numeric *column, __m512 x) {
    if (column->zero_is_missing) {
        const __mmask16 is_zero = _mm512_cmp_ps_mask(_mm512_abs_ps(x), _mm512_set1_ps(CF_ZERO_BAND), _CMP_LE_OQ);
        x = _mm512_mask_mov_ps(x, is_zero, _mm512_set1_ps(NAN));
    }
    if (column->missing == CF_MISSING_ZERO) x = _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, x, _CMP_ORD_Q), x);
    return x;
}

CF_INLINE __m512d with_missing64(const cf_numeric *column, __m512d x) {
    if (column->zero_is_missing) {
        const __mmask8 is_zero = _mm512_cmp_pd_mask(_mm512_abs_pd(x), _mm512_set1_pd((double)CF_ZERO_BAND), _CMP_LE_OQ);
        x = _mm512_mask_mov_pd(x, is_zero, _mm512_set1_pd((double)NAN));
    }
    if (column->missing == CF_MISSING_ZERO) x = _mm512_maskz_mov_pd(_mm512_cmp_pd_mask(x, x, _CMP_ORD_Q), x);
    return x;
}

// The entries of a level for 16 paths. `went` are the answers of the levels above: bits of the paths that do not fit an instruction's index.
CF_INLINE __m512 entries32(const float *search, int level, __m512i path, const __mmask16 *went) {
    const float *table = search + (1 << level);
    if (level <= 4) return _mm512_permutexvar_ps(path, _mm512_loadu_ps(table));
    __m512 found[4];
    for (int i = 0; i < 1 << (level - 5); i++) {
        found[i] = _mm512_permutex2var_ps(_mm512_load_ps(table + 32 * i), path, _mm512_load_ps(table + 32 * i + 16));
    }
    if (level == 7) {
        found[0] = _mm512_mask_mov_ps(found[0], went[6], found[2]);
        found[1] = _mm512_mask_mov_ps(found[1], went[6], found[3]);
    }
    return level == 5 ? found[0] : _mm512_mask_mov_ps(found[0], went[5], found[1]);
}

CF_INLINE __m512d entries64(const double *search, int level, __m512i path, const __mmask8 *went) {
    const double *table = search + (1 << level);
    if (level <= 3) return _mm512_permutexvar_pd(path, _mm512_loadu_pd(table));
    __m512d found[8];
    for (int i = 0; i < 1 << (level - 4); i++) {
        found[i] = _mm512_permutex2var_pd(_mm512_load_pd(table + 16 * i), path, _mm512_load_pd(table + 16 * i + 8));
    }
    for (int bit = level - 1, count = 1 << (level - 4); bit >= 4; bit--) {
        count /= 2;
        for (int i = 0; i < count; i++) found[i] = _mm512_mask_mov_pd(found[i], went[bit], found[i + count]);
    }
    return found[0];
}

// `levels` is a constant: the code's bits of all rows, straight into planes by storing what comparisons say.
CF_INLINE void quantise32(const cf_numeric *column, const float *values, uint32_t row_count, cf_vector *planes, int levels) {
    enum { registers = rows_at_once / floats };
    for (uint32_t first = 0; first < row_count; first += rows_at_once) {
        __m512 x[registers];
        __m512i path[registers];
        __mmask16 went[registers][8];
#pragma clang loop unroll(full)
        for (int i = 0; i < registers; i++) x[i] = with_missing32(column, _mm512_load_ps(values + first + i * floats));
#pragma clang loop unroll(full)
        for (int level = 0; level < levels; level++) {
            uint16_t *plane = (uint16_t *)&planes[levels - 1 - level];
#pragma clang loop unroll(full)
            for (int i = 0; i < registers; i++) {
                const __m512 entries = level == 0 ? _mm512_set1_ps(column->search32[1])
                                                  : entries32(column->search32, level, path[i], went[i]);
                went[i][level] = _mm512_cmp_ps_mask(x[i], entries, _CMP_GE_OQ);
                const __m512i bit = _mm512_set1_epi32(1 << level);
                path[i] = level == 0 ? _mm512_maskz_mov_epi32(went[i][0], bit)
                                     : _mm512_mask_or_epi32(path[i], went[i][level], path[i], bit);
                _store_mask16((__mmask16 *)&plane[CF_WORD_OF_GROUP(first / floats + (uint32_t)i)], went[i][level]);
            }
        }
        if (column->missing == CF_MISSING_RIGHT) {
            uint16_t *plane = (uint16_t *)&planes[8];
#pragma clang loop unroll(full)
            for (int i = 0; i < registers; i++) {
                _store_mask16(
                    (__mmask16 *)&plane[CF_WORD_OF_GROUP(first / floats + (uint32_t)i)], _mm512_cmp_ps_mask(x[i], x[i], _CMP_UNORD_Q));
            }
        }
    }
}

CF_INLINE void quantise64(const cf_numeric *column, const double *values, uint32_t row_count, cf_vector *planes, int levels) {
    enum { registers = 4 };
    const uint32_t end = rounded_up(row_count);
    for (uint32_t first = 0; first < end; first += registers * doubles) {
        __m512d x[registers];
        __m512i path[registers];
        __mmask8 went[registers][8];
#pragma clang loop unroll(full)
        for (int i = 0; i < registers; i++) x[i] = with_missing64(column, _mm512_load_pd(values + first + i * doubles));
#pragma clang loop unroll(full)
        for (int level = 0; level < levels; level++) {
            uint16_t *plane = (uint16_t *)&planes[levels - 1 - level];
#pragma clang loop unroll(full)
            for (int i = 0; i < registers; i++) {
                const __m512d entries = level == 0 ? _mm512_set1_pd(column->search64[1])
                                                   : entries64(column->search64, level, path[i], went[i]);
                went[i][level] = _mm512_cmp_pd_mask(x[i], entries, _CMP_GE_OQ);
                const __m512i bit = _mm512_set1_epi64(1 << level);
                path[i] = level == 0 ? _mm512_maskz_mov_epi64(went[i][0], bit)
                                     : _mm512_mask_or_epi64(path[i], went[i][level], path[i], bit);
            }
#pragma clang loop unroll(full)
            for (int i = 0; i < registers; i += 2) {
                _store_mask16(
                    (__mmask16 *)&plane[CF_WORD_OF_GROUP(first / floats + (uint32_t)i / 2)],
                    _mm512_kunpackb(went[i + 1][level], went[i][level]));
            }
        }
        if (column->missing == CF_MISSING_RIGHT) {
            uint16_t *plane = (uint16_t *)&planes[8];
#pragma clang loop unroll(full)
            for (int i = 0; i < registers; i += 2) {
                _store_mask16(
                    (__mmask16 *)&plane[CF_WORD_OF_GROUP(first / floats + (uint32_t)i / 2)],
                    _mm512_kunpackb(
                        _mm512_cmp_pd_mask(x[i + 1], x[i + 1], _CMP_UNORD_Q), _mm512_cmp_pd_mask(x[i], x[i], _CMP_UNORD_Q)));
            }
        }
    }
}

#define CF_QUANTISE(width, number)                                                                              \
    CF_INLINE void cf_quantise##width(                                                                          \
        const cf_numeric *column, const number *values, uint32_t row_count, cf_vector *planes) {                \
        switch (column->level_count) {                                                                          \
        case 1: quantise##width(column, values, row_count, planes, 1); break;                                   \
        case 2: quantise##width(column, values, row_count, planes, 2); break;                                   \
        case 3: quantise##width(column, values, row_count, planes, 3); break;                                   \
        case 4: quantise##width(column, values, row_count, planes, 4); break;                                   \
        case 5: quantise##width(column, values, row_count, planes, 5); break;                                   \
        case 6: quantise##width(column, values, row_count, planes, 6); break;                                   \
        case 7: quantise##width(column, values, row_count, planes, 7); break;                                   \
        default: quantise##width(column, values, row_count, planes, 8); break;                                  \
        }                                                                                                       \
    }

CF_QUANTISE(32, float)
CF_QUANTISE(64, double)
