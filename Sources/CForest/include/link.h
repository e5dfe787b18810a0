#pragma once

#include <stddef.h>

#include "cpu.h"

// The exponential of links, many at a time. Additions, multiplications and divisions only, none of them fused, in one order: every
// instruction set gives the same bits, which are within one unit in the last place of the true value.

/// values[i] = exp(values[i]).
void cf_exponential(cf_isa isa, double *values, size_t count);

/// values[i] = 1 / (1 + exp(-scale * values[i])), rounded to float32.
void cf_logistic(cf_isa isa, double *values, size_t count, double scale);
