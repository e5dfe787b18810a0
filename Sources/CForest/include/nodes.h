#pragma once

#include <stddef.h>
#include <stdint.h>

#include "rows.h"
#include "slice.h"

// Scoring of few rows on CPUs that permute bytes: the row becomes a byte code per column, which are the table of a byte permutation, and
// the splits of a tree are its lanes: one permutation and one comparison answer all of them. From the answers, 64 bits, come the leaves of
// eight trees at a time.
//
// The structures are built by Forest/NodePlan. Pointers to tables are 64-byte aligned.

/// Columns: what two registers hold.
#define CF_NODE_COLUMNS_MAX 128
/// Features that columns are made of, in tiles that are loaded together.
#define CF_NODE_SLOTS_MAX 128
#define CF_NODE_TILE_SLOTS 16
#define CF_NODE_TILES_MAX (CF_NODE_SLOTS_MAX / CF_NODE_TILE_SLOTS)
/// Entries of a column's table: 16 coarse thresholds (the others' 15th, 31st, ... 239th; NaN), then 256, ascending, NaN behind the last.
#define CF_NODE_TABLE_ENTRIES (CF_ROW_COARSE + 256)
/// Trees of a run are a multiple of these: what is done together.
#define CF_NODE_LANES 8
/// The threshold that no code exceeds: of lanes without a split.
#define CF_NODE_THRESHOLD_NEVER 255

/// How a column reads its feature; x means the number in the width of the comparison.
typedef enum cf_node_reading {
    CF_NODE_AS_IS = 0,
    /// NaN is 0.
    CF_NODE_NAN_IS_ZERO = 1,
    /// |x| <= CF_ZERO_BAND is NaN.
    CF_NODE_ZERO_IS_NAN = 2,
} cf_node_reading;
#define CF_NODE_READINGS 3

/// Sixteen slots: the numbers first + i of the row, for each bit i of `mask`.
typedef struct cf_node_tile {
    uint32_t first;
    uint32_t mask;
} cf_node_tile;

/// What makes codes of a row. The code of column c is the number of its thresholds that are <= x, none for NaN, or 255 for NaN where NaN
/// goes right.
typedef struct cf_node_columns {
    uint32_t count;
    /// The first so many have at most 16 thresholds.
    uint32_t short_count;
    uint32_t tile_count;
    /// Features that are not read where they lie, but brought together first: slot i is number features[i] of the row, and tiles are of
    /// these. NULL where tiles are of the row.
    const uint32_t *features;
    uint32_t feature_count;
    cf_node_tile tiles[CF_NODE_TILES_MAX];
    /// Of each column: CF_NODE_SLOTS_MAX * reading + slot.
    uint16_t places[CF_NODE_COLUMNS_MAX];
    /// Of each column: its slot.
    uint8_t slots[CF_NODE_COLUMNS_MAX];
    /// Bits of the columns in which NaN goes right: of those that read zeros as NaN, and of the others.
    uint64_t zero_right[CF_NODE_COLUMNS_MAX / 64];
    uint64_t nan_right[CF_NODE_COLUMNS_MAX / 64];
    /// CF_NODE_TABLE_ENTRIES a column. Of doubles: NULL where no row is compared in that width.
    const float *tables32;
    const double *tables64;
} cf_node_columns;

typedef enum cf_node_form {
    /// Complete trees of 6 levels: node i, the root 1, the children of node i 2i and 2i + 1, is lane 63 - i. 64 values a tree.
    CF_NODE_HEAP = 0,
    /// Complete trees of 8 levels: the upper six as above, and 64 subtrees of two levels. 256 values a tree.
    CF_NODE_DEEP = 1,
    /// Trees of at most 32 leaves: lane i is split i, those of a second tree follow at lane 32. A row is at the leaf for which
    /// (answers & care) == wanted. 32 values a tree.
    CF_NODE_MATCH = 2,
} cf_node_form;

/// The tests of 64 lanes: code of column > threshold goes right.
typedef struct cf_node_tests {
    uint8_t columns[64];
    uint8_t thresholds[64];
} cf_node_tests;

/// Two levels: the upper node, its left child, its right child; one byte of each is not used.
typedef struct cf_node_subtree {
    uint8_t columns[4];
    uint8_t thresholds[4];
} cf_node_subtree;

typedef struct cf_node_match {
    uint32_t care[32];
    /// Where there is no leaf: bits that `care` does not have.
    uint32_t wanted[32];
} cf_node_match;

/// Trees, one after the other, of one form; the last ones may add -0.0 only, which changes nothing.
typedef struct cf_node_run {
    /// cf_node_form.
    uint32_t form;
    uint32_t tree_count;
    /// A tree each, or two of CF_NODE_MATCH.
    const cf_node_tests *tests;
    /// Of CF_NODE_DEEP: 64 a tree.
    const cf_node_subtree *subtrees;
    /// Of CF_NODE_MATCH: of each tree.
    const cf_node_match *matches;
    const void *values;
    /// The output of each tree; NULL when there is one output.
    const uint16_t *outputs;
} cf_node_run;

typedef struct cf_node_plan {
    const cf_node_columns *columns;
    const cf_node_run *runs;
    uint32_t run_count;
    /// At most CF_ROW_OUTPUTS_MAX.
    uint32_t output_count;
    /// cf_width: of the model's inputs, and of leaf values and sums.
    uint8_t input_width;
    uint8_t sum_width;
} cf_node_plan;

/// Adds the leaves of all rows to their margins, in tree order and in the sums' width. `scratch`: CF_SCRATCH_BYTES, 64-byte aligned.
typedef void cf_node_kernel(const cf_node_plan *plan, const cf_rows *rows, void *scratch, double *margins);

/// The same tables read one by one: what the other kernel is compared with, and slow.
cf_node_kernel cf_node_portable;
#if defined(__x86_64__)
cf_node_kernel cf_node_avx512vbmi;
#endif
