// What kernels over coded nodes have in common. Before it is included, an instruction set defines CF_CODED_KERNEL, CF_TARGET, CF_INLINE and
//   uint8_t cf_code32(const cf_row_numeric *column, cf_row_rule rule, float value)
//   uint8_t cf_code64(const cf_row_numeric *column, cf_row_rule rule, double value)
// the number of thresholds that are <= value, or 255 for a missing value that goes right.

#include <stdbool.h>
#include <string.h>

#include "coded.h"
#include "scratch.h"

#pragma STDC FP_CONTRACT OFF

// Rows in lockstep: as many chains of loads as hide each other's latency.
enum { cf_row_lanes = 8 };

#define CF_EACH_CODE(code, number)                                                                                             \
    do {                                                                                                                       \
        uint32_t c = 0;                                                                                                        \
        for (; c < ends[0]; c++) codes[c] = code(&numeric[c], CF_ROW_MISSING_LEFT, (number)row[numeric[c].feature]);               \
        for (; c < ends[1]; c++) codes[c] = code(&numeric[c], CF_ROW_MISSING_RIGHT, (number)row[numeric[c].feature]);              \
        for (; c < ends[2]; c++) codes[c] = code(&numeric[c], CF_ROW_MISSING_ZERO, (number)row[numeric[c].feature]);               \
        for (; c < ends[3]; c++) codes[c] = code(&numeric[c], CF_ROW_ZERO_LEFT, (number)row[numeric[c].feature]);                  \
        for (; c < ends[4]; c++) codes[c] = code(&numeric[c], CF_ROW_ZERO_RIGHT, (number)row[numeric[c].feature]);                 \
    } while (0)

CF_TARGET static __attribute__((noinline)) void cf_codes(
    const cf_row_numeric *numeric, const uint32_t *ends, const void *start, uint32_t width, uint32_t input_width, uint8_t *codes) {
    if (width == CF_FLOAT32) {
        const float *row = start;
        CF_EACH_CODE(cf_code32, float);
    } else if (input_width == CF_FLOAT32) {
        const double *row = start;
        CF_EACH_CODE(cf_code32, float);
    } else {
        const double *row = start;
        CF_EACH_CODE(cf_code64, double);
    }
}

CF_INLINE uintptr_t cf_coded_next(const cf_coded_node *nodes, uintptr_t place, const uint8_t *codes) {
    uint32_t word;
    memcpy(&word, nodes + place, sizeof word);
    return place + (word >> 16) + (codes[word >> 8 & 255] > (uint8_t)word);
}

// One tree for all rows of a block; their number is a multiple of the lanes.
CF_INLINE void cf_coded_tree_rows(
    const cf_coded_plan *plan, const cf_coded_tree *tree, bool is64, size_t stride, const uint8_t *codes, size_t row_count,
    size_t margin_count, double *margins) {
    const cf_coded_node *nodes = plan->nodes;
    const uint32_t output_count = plan->output_count;
    double *margin = margins + tree->output;
    for (size_t r = 0; r < row_count; r += cf_row_lanes, codes += cf_row_lanes * stride) {
        uintptr_t place[cf_row_lanes];
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < cf_row_lanes; lane++) place[lane] = tree->root;
        for (uint32_t level = 0; level < tree->depth; level += 4) {
#pragma clang loop unroll(full)
            for (uint32_t l = 0; l < 3; l++) {
#pragma clang loop unroll(full)
                for (uint32_t lane = 0; lane < cf_row_lanes; lane++) {
                    place[lane] = cf_coded_next(nodes, place[lane], codes + lane * stride);
                }
            }
            uintptr_t moved = 0;
#pragma clang loop unroll(full)
            for (uint32_t lane = 0; lane < cf_row_lanes; lane++) {
                const uintptr_t last = place[lane];
                place[lane] = cf_coded_next(nodes, last, codes + lane * stride);
                moved |= last ^ place[lane];
            }
            if (moved == 0) break;
        }
        const size_t filled = margin_count - r < cf_row_lanes ? margin_count - r : cf_row_lanes;
        for (size_t lane = 0; lane < filled; lane++, margin += output_count) {
            if (is64) *margin += ((const double *)plan->values)[place[lane]];
            else *margin = (double)((float)*margin + ((const float *)plan->values)[place[lane]]);
        }
    }
}

#define CF_CODED_TREES(is64, stride)                                                                                           \
    for (uint32_t t = 0; t < plan->tree_count; t++)                                                                            \
    cf_coded_tree_rows(plan, &plan->trees[t], is64, stride, codes, padded, count, margins)

CF_TARGET static __attribute__((noinline)) void cf_coded_block(
    const cf_coded_plan *plan, size_t stride, const uint8_t *codes, size_t padded, size_t count, double *margins) {
    const bool is64 = plan->sum_width == CF_FLOAT64;
    if (stride == 64) {
        if (is64) CF_CODED_TREES(true, 64);
        else CF_CODED_TREES(false, 64);
    } else {
        if (is64) CF_CODED_TREES(true, 256);
        else CF_CODED_TREES(false, 256);
    }
}

CF_TARGET void CF_CODED_KERNEL(const cf_coded_plan *plan, const cf_rows *rows, void *scratch, double *margins) {
    const uint32_t column_count = plan->rule_ends[CF_ROW_RULES - 1];
    // A constant, so that the rows of a block are addressed from one register. No tree asks for a column behind the last, but a leaf reads one.
    const size_t stride = column_count <= 64 ? 64 : CF_CODED_COLUMNS_MAX;
    const size_t block = CF_SCRATCH_BYTES / stride;
    const size_t row_bytes = rows->stride * (rows->width == CF_FLOAT32 ? sizeof(float) : sizeof(double));
    const char *row = rows->start;
    uint8_t *codes = scratch;
    for (size_t left = rows->count; left != 0;) {
        const size_t count = left < block ? left : block;
        const size_t padded = (count + cf_row_lanes - 1) / cf_row_lanes * cf_row_lanes;
        for (size_t r = 0; r < count; r++, row += row_bytes) {
            cf_codes(plan->numeric, plan->rule_ends, row, rows->width, plan->input_width, codes + r * stride);
        }
        memset(codes + count * stride, 0, (padded - count) * stride);
        cf_coded_block(plan, stride, codes, padded, count, margins);
        margins += count * plan->output_count;
        left -= count;
    }
}
