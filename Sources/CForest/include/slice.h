#pragma once

#include <stddef.h>
#include <stdint.h>

// Bit-sliced scoring: a block of rows is a register of bits. Every test of a group of trees ("predicate") is evaluated once for the
// whole block into a *line* of bits, bit r = row r goes right; trees then combine lines. Explained in docs/kernels.md.
//
// The structures are built by Forest/SlicePlan and are the same for every instruction set: lines are numbered, not placed. Pointers to
// tables are 64-byte aligned.

#define CF_SLICE_BLOCK_ROWS_MAX 512
/// Lines of a group: 512 KiB at 512 rows.
#define CF_SLICE_LINES_MAX 8192
/// Outputs whose sums fit the scratch memory.
#define CF_SLICE_OUTPUTS_MAX 32
/// Features of a tile: what is transposed together.
#define CF_SLICE_TILE_FEATURES 16
/// Leaves of a piece.
#define CF_SLICE_LEAVES_MAX 256
/// An op holds a number of a line (or slot) times this, so that the address of the line is base + op * (bytes of a line / 8): one
/// addressing mode on every CPU, no shift. 8,192 lines times 8 just fit 16 bits.
#define CF_OP_SCALE 8

typedef enum cf_width { CF_FLOAT32 = 0, CF_FLOAT64 = 1 } cf_width;

/// What a missing value does in a column.
typedef enum cf_missing {
    /// It fails every test: left.
    CF_MISSING_LEFT = 0,
    /// It passes every test: right.
    CF_MISSING_RIGHT = 1,
    /// It is read as 0.
    CF_MISSING_ZERO = 2,
} cf_missing;

/// A numeric column: one feature under one missing rule, and up to 255 thresholds in ascending order.
///
/// Predicate k is x >= threshold[k], that is code > k where code counts the thresholds that are <= x; it is line first_line + k.
/// A threshold that no number reaches is NaN and comes last. Tables have 256 entries, the rest NaN.
typedef struct cf_numeric {
    /// Place of the feature in its tile.
    uint8_t slot;
    /// cf_missing.
    uint8_t missing;
    /// Whether |x| <= CF_ZERO_BAND counts as missing.
    uint8_t zero_is_missing;
    /// Levels of the binary search, 1...8: 2^level_count - 1 >= line_count.
    uint8_t level_count;
    /// Thresholds, 1...255.
    uint32_t line_count;
    uint32_t first_line;
    /// In search order: level l compares x with search[2^l + path], path bit i = the answer at level i. The answer at level l is bit
    /// level_count - 1 - l of the code.
    const float *search32;
    const double *search64;
    /// In ascending order.
    const float *sorted32;
    const double *sorted64;
    /// The float thresholds as integers that are ordered as they are, for CPUs that compare integers faster: of threshold t the integer
    /// below its key, so that x >= t is key(x) > entry; of NaN INT32_MAX. A key is the bits of |t|, negated where t < 0.
    ///
    /// In search order: level l compares with search_keys[2^l + place], where place has the first three answers as a number (the
    /// root's highest) plus, above level 3, 8 * (answer 3 + 2 * answer 4 + 4 * answer 5 + ...).
    const int32_t *search_keys;
    /// In ascending order.
    const int32_t *sorted_keys;
} cf_numeric;

#define CF_ZERO_BAND 1e-35f

/// Parts of 256 ranks each that a categorical column's ranks may take.
#define CF_SLICE_SEGMENTS_MAX 256

/// A part of a category set: of the ranks 256 * segment ..< 256 * segment + 256, those that go left.
typedef struct cf_chunk {
    uint8_t left[32];
} cf_chunk;

/// A predicate of a categorical column: a row goes right unless one of its chunks has the row's rank.
typedef struct cf_category_line {
    uint32_t first_chunk;
    uint16_t chunk_count;
} cf_category_line;

/// A categorical column: one feature under one missing rule. A value becomes a code, a code a rank.
///
/// NaN (or what counts as missing) has rank missing_rank; else the value is truncated toward zero, and a code below code_count has
/// rank ranks[code]; anything else (negative, also a negative fraction where negative_fraction_is_none, or too large) has other_rank,
/// which no set holds. No rank is above missing_rank.
typedef struct cf_categorical {
    uint8_t slot;
    /// CF_MISSING_ZERO: NaN is code 0. Otherwise each line decides, by missing_rank.
    uint8_t missing;
    uint8_t zero_is_missing;
    uint8_t negative_fraction_is_none;
    /// Ranks / 256, rounded up: 1...256.
    uint16_t segment_count;
    uint16_t missing_rank;
    uint16_t other_rank;
    uint32_t code_count;
    const uint16_t *ranks;
    uint32_t first_line;
    uint32_t line_count;
    const cf_category_line *lines;
    /// Chunk i is of segment segments[i].
    const cf_chunk *chunks;
    const uint8_t *segments;
} cf_categorical;

/// Sixteen features that lie side by side, and the columns made of them.
typedef struct cf_tile {
    uint32_t first_feature;
    /// 1...16; the last tile of a row may be shorter.
    uint32_t feature_count;
    uint32_t first_numeric, numeric_count;
    uint32_t first_categorical, categorical_count;
} cf_tile;

typedef enum cf_form {
    /// One leaf for all rows.
    CF_FORM_LEAF = 0,
    /// A complete tree of `bits` levels: ops = 2^bits - 1 line numbers times CF_OP_SCALE, those of the left subtree, those of the right
    /// subtree, the root's. The root's answer is the highest bit of the leaf's index, 1 for right.
    CF_FORM_MUX = 1,
    /// A tree of any shape, or a part of one: a list of steps, each of which derives the rows that reach a node from those that reach its
    /// parent, and flips one bit of the leaf index of all of them.
    ///
    /// `bits` is 6, 7 or 8. ops = pairs (source, line), each times CF_OP_SCALE, in whole rounds of `bits` steps. Step s of round r:
    /// reached = slot[source] & line, or, where r + s is odd, slot[source] & ~line; slot[8 * (r % CF_REACH_ROUNDS) + s] = reached;
    /// plane[s] ^= reached. Bit s of a row's leaf index is plane[s]. What a step does to which plane depends on its place only, so that
    /// the planes stay in registers and nothing branches; the builder finds an order of steps and numbers of leaves that suit.
    CF_FORM_REACH = 2,
} cf_form;

/// Rounds that a slot of the reach form lives.
#define CF_REACH_ROUNDS 32
/// The slot of no row: the source of steps that pad.
#define CF_REACH_SLOT_NONE (8 * CF_REACH_ROUNDS)
/// The slot of all rows: what reaches the root.
#define CF_REACH_SLOT_ALL (CF_REACH_SLOT_NONE + 1)
#define CF_REACH_SLOTS (CF_REACH_SLOT_ALL + 1)

/// A tree, or a part of one, with at most 256 leaves.
typedef struct cf_piece {
    /// cf_form.
    uint8_t form;
    /// Bits of a leaf's index, 0...8.
    uint8_t bits;
    /// Output that the leaf values are added to.
    uint16_t output;
    /// Place of its first op.
    uint32_t first_op;
    /// Ops that it has.
    uint32_t op_count;
    /// Place in bytes of its leaf values, 2^bits entries but at least 64, in the group's tables.
    uint32_t first_leaf_byte;
} cf_piece;

/// A run of trees and the columns that they ask for.
typedef struct cf_group {
    const cf_tile *tiles;
    const cf_numeric *numeric;
    const cf_categorical *categorical;
    const cf_piece *pieces;
    const uint16_t *ops;
    /// The pieces' leaf values twice, since which is faster depends on the instruction set and on the number of entries: as byte planes
    /// (byte b, little endian, of value i at b * entries + i), which byte shuffles look up, and as numbers side by side. 64-byte aligned.
    const uint8_t *leaf_planes;
    const void *leaf_values;
    uint32_t tile_count;
    uint32_t piece_count;
    uint32_t line_count;
} cf_group;

typedef struct cf_slice {
    const cf_group *groups;
    /// What each output's sum starts from, in the sums' width.
    const double *starts;
    uint32_t group_count;
    uint32_t feature_count;
    uint32_t output_count;
    /// cf_width: of the model's inputs (a float64 row of a float32 model is rounded first), and of leaf values and sums.
    uint8_t input_width;
    uint8_t sum_width;
} cf_slice;

/// Rows in memory: row r has feature_count numbers from start + r * stride numbers on. No alignment is asked for beyond a number's own,
/// and nothing is read behind a row's last number.
typedef struct cf_rows {
    const void *start;
    size_t stride;
    size_t count;
    /// cf_width.
    uint8_t width;
} cf_rows;

/// Margins of all rows, row-major: the sums, in tree order and in the sums' width, widened. `scratch`: CF_SCRATCH_BYTES, 64-byte aligned.
typedef void cf_slice_kernel(const cf_slice *plan, const cf_rows *rows, void *scratch, double *margins);

cf_slice_kernel cf_slice_portable;
#if defined(__x86_64__)
cf_slice_kernel cf_slice_avx2;
cf_slice_kernel cf_slice_avx512;
cf_slice_kernel cf_slice_avx512vbmi;
#elif defined(__aarch64__)
cf_slice_kernel cf_slice_neon;
#endif
