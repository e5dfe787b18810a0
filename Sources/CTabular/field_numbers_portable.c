// Numbers byte by byte. Also chooses the reader.

#include "number_parts.h"

#define CT_TARGET
#define CT_INLINE static inline __attribute__((always_inline))

CT_INLINE ct_decimal read_plain(const uint8_t *text, size_t byte_count) {
    ct_decimal decimal = {.digits = 0, .fraction_count = 0, .is_plain = false};
    if (byte_count - 1 >= CT_PLAIN_BYTES) return decimal;
    size_t point = byte_count;
    for (size_t at = 0; at < byte_count; at++) {
        const uint8_t digit = (uint8_t)(text[at] - '0');
        if (digit <= 9) {
            decimal.digits = decimal.digits * 10 + digit;
        } else {
            if (text[at] != '.' || point != byte_count || byte_count == 1) return decimal;
            point = at;
        }
    }
    if (point != byte_count) decimal.fraction_count = (uint32_t)(byte_count - 1 - point);
    decimal.is_plain = true;
    return decimal;
}

#define CT_NUMBER float
#define CT_READ ct_read_floats_portable
#define CT_ROUND ct_round_float
#include "field_numbers_body.h"
#undef CT_NUMBER
#undef CT_READ
#undef CT_ROUND
#define CT_NUMBER double
#define CT_READ ct_read_doubles_portable
#define CT_ROUND ct_round_double
#include "field_numbers_body.h"

uint64_t ct_read_floats(const ct_column *column, float lower, float upper, float *codes, ct_isa isa) {
#if defined(__x86_64__)
    if (isa == CT_ISA_AVX2) return ct_read_floats_avx2(column, lower, upper, codes);
#endif
    (void)isa;
    return ct_read_floats_portable(column, lower, upper, codes);
}

uint64_t ct_read_doubles(const ct_column *column, double lower, double upper, double *codes, ct_isa isa) {
#if defined(__x86_64__)
    if (isa == CT_ISA_AVX2) return ct_read_doubles_avx2(column, lower, upper, codes);
#endif
    (void)isa;
    return ct_read_doubles_portable(column, lower, upper, codes);
}
