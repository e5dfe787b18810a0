#pragma once

#include <stddef.h>
#include <stdint.h>

#include "rows.h"

// Scoring of many rows with trees too large for bit-slicing: rows become byte codes, one per column, and walk each tree in lockstep over
// nodes of 4 bytes. A block of rows is as large as the scratch memory allows, since a forest larger than the caches is read once a block.

#define CF_CODED_COLUMNS_MAX 256

/// The next node is this + step + (code of column > threshold). A leaf steps nowhere: its threshold is 255.
typedef struct cf_coded_node {
    uint8_t threshold;
    uint8_t column;
    uint16_t step;
} cf_coded_node;

typedef struct cf_coded_tree {
    /// Place of the root among the nodes.
    uint32_t root;
    /// Splits on the longest path.
    uint16_t depth;
    uint16_t output;
} cf_coded_tree;

typedef struct cf_coded_plan {
    /// Column i has code i; `first_answer` is not read.
    const cf_row_numeric *numeric;
    uint32_t rule_ends[CF_ROW_RULES];
    uint32_t tree_count;
    const cf_coded_tree *trees;
    const cf_coded_node *nodes;
    /// Node n, if it is a leaf, has value n.
    const void *values;
    uint32_t output_count;
    /// cf_width: of the model's inputs, and of leaf values and sums.
    uint8_t input_width;
    uint8_t sum_width;
} cf_coded_plan;

/// Adds the leaves of all rows to their margins, in tree order and in the sums' width. `scratch`: CF_SCRATCH_BYTES, 64-byte aligned.
typedef void cf_coded_kernel(const cf_coded_plan *plan, const cf_rows *rows, void *scratch, double *margins);

cf_coded_kernel cf_coded_portable;
#if defined(__x86_64__)
cf_coded_kernel cf_coded_avx2;
#endif
