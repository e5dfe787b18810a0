#pragma once

#include <stddef.h>
#include <stdint.h>

#include "slice.h"

// Scoring of few rows, one after the other: every test of a group of trees is answered once for the row, into a byte each (1 = right), and
// then trees are walked, several in lockstep, with nothing but loads and additions: next = 2 * node + answers[test of node].
//
// The structures are built by Forest/RowPlan. Pointers to tables are 64-byte aligned.

/// Trees that are walked in lockstep ("lot"). So many that their chains of loads hide each other's latency, so few that their places stay
/// in registers.
#define CF_ROW_LANES 10
/// Answers of a group.
#define CF_ROW_ANSWERS_MAX 16384
/// Answers behind the last that may be overwritten.
#define CF_ROW_ANSWERS_SLACK 64
/// The answer that is always 0: left.
#define CF_ROW_ANSWER_LEFT 0
/// Outputs whose sums fit the scratch memory.
#define CF_ROW_OUTPUTS_MAX 4096
/// Levels of a complete tree.
#define CF_ROW_LEVELS_MAX 8

/// What a column does before and after its search; `cf_row_group.rule_ends` has them in this order.
typedef enum cf_row_rule {
    CF_ROW_MISSING_LEFT = 0,
    CF_ROW_MISSING_RIGHT = 1,
    /// NaN is read as 0.
    CF_ROW_MISSING_ZERO = 2,
    /// |x| <= CF_ZERO_BAND is missing too.
    CF_ROW_ZERO_LEFT = 3,
    CF_ROW_ZERO_RIGHT = 4,
} cf_row_rule;
#define CF_ROW_RULES 5

/// A numeric column: answer first_answer + k is x >= threshold k. Columns ascend by first_answer: filling one may overwrite up to 31
/// answers behind it.
typedef struct cf_row_numeric {
    uint32_t feature;
    uint16_t first_answer;
    /// Thresholds, 1...255.
    uint16_t count;
    /// 256 thresholds, ascending, NaN behind the last; before them 16 coarse ones: every sixteenth (15, 31, ... 239), NaN.
    const float *table32;
    const double *table64;
} cf_row_numeric;
#define CF_ROW_COARSE 16

/// A categorical column; codes and ranks as in `cf_categorical`.
typedef struct cf_row_categorical {
    uint32_t feature;
    uint16_t first_answer;
    uint16_t missing_rank;
    uint16_t other_rank;
    uint8_t missing;
    uint8_t zero_is_missing;
    uint8_t negative_fraction_is_none;
    uint32_t code_count;
    /// 32 answers are a word: rank r has words[r * word_count ..< (r + 1) * word_count].
    uint32_t word_count;
    const uint16_t *ranks;
    const uint32_t *words;
} cf_row_categorical;

/// A node of a tree of any shape: the next is this + step + answers[answer]. A leaf steps nowhere: its answer is CF_ROW_ANSWER_LEFT.
typedef struct cf_row_node {
    uint16_t answer;
    uint16_t step;
} cf_row_node;

/// A lot of trees of any shape.
typedef struct cf_row_lot {
    /// Splits on the longest path of any of them.
    uint32_t depth;
    /// Places of the roots among the group's nodes.
    uint32_t roots[CF_ROW_LANES];
} cf_row_lot;

/// Lots, one after the other, of one form.
typedef struct cf_row_run {
    /// Complete trees of so many levels, 1...8; 0: of any shape.
    uint32_t level_count;
    uint32_t lot_count;
    /// Of complete trees, each an array of answers, one per node: the root is node 1, the children of node i are 2i and 2i + 1. Up to
    /// CF_ROW_HEAP_LEVELS levels node i has place i. With more levels only those above the last CF_ROW_BLOCK_LEVELS are placed so;
    /// each node below them begins a block of 8 places, from CF_ROW_BLOCKS_FIRST on: itself at 1, its children at 3 and 7, theirs at 0, 2,
    /// 4, 6. So a path touches two cache lines, and a place is a multiple of the node plus a constant.
    const uint16_t *tests;
    /// Of complete trees, 2^level_count each.
    const void *values;
    const cf_row_lot *lots;
    /// The output of each tree; NULL when there is one output.
    const uint16_t *outputs;
} cf_row_run;
#define CF_ROW_HEAP_LEVELS 6
#define CF_ROW_BLOCK_LEVELS 3
#define CF_ROW_BLOCKS_FIRST 32

/// A run of trees and what they ask.
typedef struct cf_row_group {
    const cf_row_numeric *numeric;
    const cf_row_categorical *categorical;
    /// Of trees of any shape; node n, if it is a leaf, has value n.
    const cf_row_node *nodes;
    const void *values;
    const cf_row_run *runs;
    /// Columns of rule i are numeric[rule_ends[i - 1] ..< rule_ends[i]].
    uint32_t rule_ends[CF_ROW_RULES];
    uint32_t categorical_count;
    uint32_t run_count;
} cf_row_group;

typedef struct cf_row_plan {
    const cf_row_group *groups;
    uint32_t group_count;
    uint32_t output_count;
    /// cf_width: of the model's inputs, and of leaf values and sums.
    uint8_t input_width;
    uint8_t sum_width;
} cf_row_plan;

/// Adds the leaves of all rows to their margins, in tree order and in the sums' width. `scratch`: CF_SCRATCH_BYTES, 64-byte aligned.
typedef void cf_row_kernel(const cf_row_plan *plan, const cf_rows *rows, void *scratch, double *margins);

cf_row_kernel cf_row_portable;
#if defined(__x86_64__)
cf_row_kernel cf_row_avx2;
#endif
