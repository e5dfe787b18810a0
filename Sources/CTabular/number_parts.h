#pragma once

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "field_numbers.h"

/// A plain number taken apart: `digits / 10^fraction_count`.
typedef struct ct_decimal {
    uint64_t digits;
    /// 31 at most.
    uint32_t fraction_count;
    /// Whether it is one; if not, the rest is anything.
    bool is_plain;
} ct_decimal;

/// Bytes of a plain number without its sign at most.
#define CT_PLAIN_BYTES 16

/// Exact in float64, as are whole numbers up to 2^53: their quotient is then rounded once. The powers from 10^17 on belong to no plain number.
static const double ct_powers_of_ten[32] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};

/// The magnitude in float64; right when the decimal is plain and its digits are below 2^53.
static inline __attribute__((always_inline)) double ct_magnitude(ct_decimal decimal) {
    return (double)(int64_t)decimal.digits / ct_powers_of_ten[decimal.fraction_count];
}

// Each of these says whether the value is right. No branch: which field is negative, or has a point, cannot be foretold.

static inline __attribute__((always_inline)) bool ct_round_double(ct_decimal decimal, bool is_negative, double *value) {
    const double magnitude = ct_magnitude(decimal);
    uint64_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    bits |= (uint64_t)is_negative << 63;
    memcpy(value, &bits, sizeof bits);
    return decimal.digits >> 53 == 0;
}

/// The way leads through float64, whose rounding is harmless: it moves a number onto a midpoint of two float32 at most, never past one, and
/// what lies on a midpoint is not taken. Numbers here are zero or far above the subnormal ones.
static inline __attribute__((always_inline)) bool ct_round_float(ct_decimal decimal, bool is_negative, float *value) {
    const double magnitude = ct_magnitude(decimal);
    uint64_t wide;
    memcpy(&wide, &magnitude, sizeof wide);
    const float narrow = (float)magnitude;
    uint32_t bits;
    memcpy(&bits, &narrow, sizeof bits);
    bits |= (uint32_t)is_negative << 31;
    memcpy(value, &bits, sizeof bits);
    return (decimal.digits >> 53 == 0) & ((wide & 0x1FFFFFFF) != 0x10000000);
}

uint64_t ct_read_floats_portable(const ct_column *, float, float, float *);
uint64_t ct_read_doubles_portable(const ct_column *, double, double, double *);
uint64_t ct_read_floats_avx2(const ct_column *, float, float, float *);
uint64_t ct_read_doubles_avx2(const ct_column *, double, double, double *);
