// The arithmetic of links over LANES numbers at once: the same operations for any LANES, and so the same bits. Names end in LANES.

#define JOIN2(name, lanes) name##lanes
#define JOIN(name, lanes) JOIN2(name, lanes)
#define doubles JOIN(doubles, LANES)
#define words JOIN(words, LANES)
#define floats JOIN(floats, LANES)
#define all JOIN(all, LANES)
#define choose JOIN(choose, LANES)
#define power_of_two JOIN(power_of_two, LANES)
#define exponential JOIN(exponential, LANES)
#define rounded JOIN(rounded, LANES)
#define linked JOIN(linked, LANES)

typedef double doubles __attribute__((vector_size(LANES * 8)));
typedef int64_t words __attribute__((vector_size(LANES * 8)));
typedef float floats __attribute__((vector_size(LANES * 4)));

INLINE doubles all(double value) {
    doubles values;
#pragma clang loop unroll(full)
    for (int lane = 0; lane < LANES; lane++) values[lane] = value;
    return values;
}

INLINE doubles choose(words mask, doubles yes, doubles no) { return (doubles)((mask & (words)yes) | (~mask & (words)no)); }

// 2^n for whole n in -1022...1023, given n + WHOLE.
INLINE doubles power_of_two(doubles shifted) {
    const words n = (words)shifted - (words)all(WHOLE);
    return (doubles)((n + 1023) << 52);
}

// x = n ln 2 + r with |r| <= ln 2 / 2; exp(x) = 2^n (1 + (r + r^2 q(r))), q the Taylor series up to r^13 / 13!, whose remainder is below
// 2^-57. ln 2 is split so that n times its first part is exact. 2^n is applied in two factors: the result may be subnormal.
INLINE doubles exponential(doubles x) {
    x = choose(x < all(-746), all(-746), x);
    x = choose(x > all(710), all(710), x);
    const doubles n = (x * all(0x1.71547652b82fep0) + all(WHOLE)) - all(WHOLE);
    const doubles r = (x - n * all(0x1.62e42fefa3800p-1)) - n * all(0x1.ef35793c76730p-45);
    const doubles r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    const doubles a = all(0x1.0p-1) + r * all(0x1.5555555555555p-3);
    const doubles b = all(0x1.5555555555555p-5) + r * all(0x1.1111111111111p-7);
    const doubles c = all(0x1.6c16c16c16c17p-10) + r * all(0x1.a01a01a01a01ap-13);
    const doubles d = all(0x1.a01a01a01a01ap-16) + r * all(0x1.71de3a556c734p-19);
    const doubles e = all(0x1.27e4fb7789f5cp-22) + r * all(0x1.ae64567f544e4p-26);
    const doubles f = all(0x1.1eed8eff8d898p-29) + r * all(0x1.6124613a86d09p-33);
    const doubles q = ((a + r2 * b) + r4 * (c + r2 * d)) + r8 * (e + r2 * f);
    const doubles value = all(1) + (r + r2 * q);
    const doubles half = n * all(0.5) + all(WHOLE);
    const doubles rest = (n - (half - all(WHOLE))) + all(WHOLE);
    return (value * power_of_two(half)) * power_of_two(rest);
}

INLINE doubles rounded(doubles value) {
    return __builtin_convertvector(__builtin_convertvector(value, floats), doubles);
}

INLINE doubles linked(link kind, doubles value, double scale) {
    if (kind == LINK_EXPONENTIAL) return exponential(value);
    return rounded(all(1) / (all(1) + exponential(-(all(scale) * value))));
}

#undef JOIN2
#undef JOIN
#undef doubles
#undef words
#undef floats
#undef all
#undef choose
#undef power_of_two
#undef exponential
#undef rounded
#undef linked
#undef LANES
