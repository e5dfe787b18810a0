#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rows.h"

// Scoring of few rows on CPUs that shuffle bytes among 16: the row becomes a byte code per column, in up to four registers, and the splits of
// a tree, or one split of each of 32 trees, are the lanes: they look their codes up and compare, all at once.
//
// The structures are built by Forest/MaskPlan. Pointers to tables are 64-byte aligned.

/// Columns: four tables of 16 codes.
#define CF_MASK_COLUMNS_MAX 64
#define CF_MASK_TABLE 16
/// The column of a lane that asks none: it reads code 0, and still is above 127 three tables on.
#define CF_MASK_NO_COLUMN 192
/// Trees of a run of CF_MASK_PATHS or CF_MASK_HEAPS are a multiple of these: what is done together.
#define CF_MASK_LANES 4
/// Trees whose layers are done together: lanes of a register.
#define CF_MASK_LAYER_LANES 32
/// Trees of a run of CF_MASK_LAYERS are a multiple of these: tails that are done together.
#define CF_MASK_TAIL_LANES 8
/// Trees of a run: their words fit the scratch memory.
#define CF_MASK_TREES_MAX 4096
/// Levels of the complete trees of CF_MASK_HEAPS.
#define CF_MASK_LEVELS 6
/// Levels of a tail, below the layers.
#define CF_MASK_TAIL_LEVELS 2
/// Columns of a tail's splits, and their thresholds.
#define CF_MASK_TAIL_BYTES 8

typedef enum cf_mask_form {
    /// Trees of up to 32 leaves. Each split has a heavy child; a chain is a split, its heavy child, that one's and so on down to a leaf.
    /// Chains lie one after the other, the root's first, splits and leaf each at a place 0...63, which is bit 63 - place of 64. A bit is 1 at a
    /// leaf and where a row leaves the chain, so the first 1 from the beginning of a chain on is where its path goes on or ends.
    ///
    /// A tree's record: the columns of 32 lanes; their thresholds; 64 bytes `next`, of a split: 64 - the place where the chain
    /// of its light child begins, of a leaf: 64 - its own place. Lanes are in descending order of places. 64 values by place.
    CF_MASK_PATHS = 0,
    /// Complete trees of 6 levels: lane i is node i, the root 1, the children of node i 2i and 2i + 1. A tree's record: the
    /// columns of 64 lanes, and their thresholds. 64 values.
    CF_MASK_HEAPS = 1,
    /// Complete trees of `layer_count` levels and two more, the tails, without categories. The layers of 32 trees are a record, also if the
    /// last trees are fewer: 2^layer_count times (by node as above, the first is not used) 32 bytes of columns, one per tree, and then as
    /// many thresholds.
    ///
    /// `values` has 2^layer_count tails a tree. A tail: the columns of its upper split, and of the left and the right one below it, and a
    /// byte of any column; as many thresholds; 4 values.
    CF_MASK_LAYERS = 2,
} cf_mask_form;

/// Trees, one after the other, of one form; the last ones may add -0.0 only, which changes nothing.
///
/// A lane goes right where the code of its column >= its threshold, which is not 0.
typedef struct cf_mask_run {
    /// cf_mask_form.
    uint32_t form;
    uint32_t tree_count;
    /// Of CF_MASK_LAYERS: 4 or 6.
    uint32_t layer_count;
    const uint8_t *records;
    /// Of CF_MASK_PATHS: the places that are splits.
    const uint64_t *splits;
    /// Of CF_MASK_PATHS: of CF_MASK_LANES trees, the largest number of times that a path leaves a chain.
    const uint8_t *turn_counts;
    /// Answers of a tree, exclusive-ored: of CF_MASK_PATHS 32 bits (with a 1 where left is the heavy child: the
    /// answers then are "goes on"), of CF_MASK_HEAPS 64. A multiple of 64 bytes.
    const void *words;
    /// By categorical column: the same of each rank, a run's trees side by side, and a rank's words a multiple of 64 bytes. NULL where no
    /// tree of the run asks for a category.
    const void *const *category_words;
    const void *values;
    /// The output of each tree; NULL when there is one output.
    const uint16_t *outputs;
} cf_mask_run;

typedef struct cf_mask_plan {
    /// Searches; `first_answer` is not read. Each of the first `pair_count` gives the codes of two columns: search i of column 2i, where NaN is
    /// left, and of 2i + 1, where it is right. Those behind them have a column each, and `rule_ends` counts from the first of them.
    const cf_row_numeric *numeric;
    uint32_t pair_count;
    uint32_t rule_ends[CF_ROW_RULES];
    /// `first_answer`, `word_count` and `words` are not read.
    const cf_row_categorical *categorical;
    uint32_t categorical_count;
    /// Tables that the numeric columns take, 1...4.
    uint32_t table_count;
    const cf_mask_run *runs;
    uint32_t run_count;
    /// At most CF_ROW_OUTPUTS_MAX.
    uint32_t output_count;
    /// cf_width: of the model's inputs, and of leaf values and sums.
    uint8_t input_width;
    uint8_t sum_width;
} cf_mask_plan;
/// Categorical columns.
#define CF_MASK_CATEGORICAL_MAX 256

/// Adds the leaves of all rows to their margins, in tree order and in the sums' width. `scratch`: CF_SCRATCH_BYTES, 64-byte aligned.
typedef void cf_mask_kernel(const cf_mask_plan *plan, const cf_rows *rows, void *scratch, double *margins);

cf_mask_kernel cf_mask_portable;
#if defined(__x86_64__)
cf_mask_kernel cf_mask_avx2;
/// Whether this CPU deposits bits in a cycle (`pdep`), as all with AVX2 do but the first two generations of Zen, which take hundreds.
bool cf_mask_suits_cpu(void);
#endif
