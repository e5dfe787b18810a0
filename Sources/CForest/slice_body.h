// Bit-sliced scoring, as far as it is the same for every instruction set: included once by each slice_*.c, after what it defines for it.
//
// A *vector* is a register of bits, one bit a row: 8 * CF_VECTOR_BYTES rows. A *block* is CF_VECTORS vectors of rows; a *line* (the answers
// of a block's rows to one test) is CF_VECTORS vectors side by side. Tables that trees stream through the cache (ops, leaves) are read
// once a block, so a longer line costs fewer reads of them, and more cache for the lines.
//
// What the instruction set defines, everything static and always inlined (CF_INLINE carries its target attribute):
//
//   CF_KERNEL                     the function's name, such as cf_slice_avx2
//   CF_TARGET                     __attribute__((target(...))), or nothing
//   CF_INLINE                     static inline __attribute__((always_inline)) with the same target
//   CF_VECTOR_BYTES, CF_VECTORS   see above; 8 * CF_VECTOR_BYTES * CF_VECTORS <= CF_SLICE_BLOCK_ROWS_MAX
//   CF_REGISTERS                  how many vector registers there are
//   cf_vector                     the register's type
//   cf_load(const void *)         aligned
//   cf_store(void *, cf_vector)   aligned
//   cf_zero(), cf_ones()
//   cf_and(a, b), cf_or(a, b), cf_xor(a, b)
//   cf_and_not(a, b)              a & ~b
//   cf_mux(m, r, l)               m ? r : l
//   cf_or_and(a, b, c)            a | (b & c)
//
// Which bit of a vector is which row is the instruction set's own affair: the body never looks. `row_count` is 1 ... 8 * CF_VECTOR_BYTES,
// the rows of this vector that exist; bits and sums of the others may become anything (but what is read for them must be initialised).
//
//   void cf_transpose32(const float *rows, size_t stride, uint32_t feature_count, uint32_t row_count, float *values)
//   void cf_transpose64(const double *rows, ..., double *values)
//   void cf_transpose64to32(const double *rows, ..., float *values)
//       The numbers rows[r * stride + f] of f < feature_count (1...16) and r < row_count to values[f * 8 * CF_VECTOR_BYTES + slot of r].
//       The slot of a row is the instruction set's affair, too, and so is what it makes of the numbers (AVX2: keys). Nothing else is read
//       from rows. values is aligned as cf_load wants.
//
//   void cf_quantise32(const cf_numeric *column, const float *values, uint32_t row_count, cf_vector *planes)
//   void cf_quantise64(const cf_numeric *column, const double *values, ...)
//       values: 8 * CF_VECTOR_BYTES numbers of the column's feature. planes[b], b < column->level_count: bit b of each row's code (at most
//       line_count for a number; what the padding of the tables makes of +inf is cut off by the number of lines). CF_MISSING_RIGHT:
//       planes[8] = the missing rows, whose other bits may be anything. planes lies in memory: 9 vectors, with those of the column's
//       other vectors of rows elsewhere.
//
//   cf_vector cf_bytes_in_set(const uint8_t *places, const uint8_t *bits, const uint8_t *set, bool is_small)
//       Rows r whose x the set of 256 bits has, given places[r] = x / 8 and bits[r] = 1 << x % 8; both 8 * CF_VECTOR_BYTES, in row order.
//       is_small (a constant): no x is above 127.
//   cf_vector cf_bytes_equal(const uint8_t *bytes, uint8_t value)
//       Rows r whose bytes[r] is value.
//
//   void cf_index(const cf_vector *planes, int bits, uint8_t *indices)
//       planes[b], b < bits: bit b of each row's leaf index (bits is a constant, 1...8). To 8 * CF_VECTOR_BYTES bytes, aligned as for
//       cf_load; their order is the instruction set's affair.
//
//   void cf_add_leaves32(const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t entries,
//                        uint32_t row_count, float *sums)
//   void cf_add_leaves64(..., double *sums)
//       Adds to the rows' sums the leaves of `count` (1...CF_BATCH_PIECES) pieces, one after the other: piece i has its indices at
//       indices + i * 8 * CF_VECTOR_BYTES and its table at pieces[i].first_leaf_byte of either of the group's leaf tables. entries is a
//       constant: 64, 128 or 256. sums: 8 * CF_VECTOR_BYTES numbers; their order is the instruction set's affair.
//   void cf_margins32(const float *sums, uint32_t row_count, double *margins, size_t stride)
//   void cf_margins64(const double *sums, ...)
//       The rows' sums, in row order, to margins[r * stride].
//
// Of a piece in reach form slice_reach.h has:
//
//   void cf_reach(const uint16_t *ops, uint32_t op_count, int bits, const uint8_t *lines, uint8_t *slots, cf_vector *planes)
//       bits is a constant. Line of op x: lines + x * (CF_LINE_BYTES / CF_OP_SCALE), one vector (lines points at the right one of a line's
//       vectors already); slot of op x: slots + x * (CF_VECTOR_BYTES / CF_OP_SCALE); slots NONE and ALL are filled in. planes[0 ..< bits]:
//       out.

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "scratch.h"
#include "slice.h"

// Sums are additions in tree order and nothing else: no multiplication that a compiler might fuse with them.
#pragma STDC FP_CONTRACT OFF

#define CF_FUNCTION static __attribute__((noinline)) CF_TARGET
#if CF_REGISTERS < 32
// Makes the compiler write an array down: so it does not weave the two long runs of vector code before and after into one, for which it
// has too few registers; and it aligns the stack to the array, where vectors that it spills would straddle cache lines otherwise.
#define CF_SETTLE(array) __asm__ volatile("" : : "r"(array) : "memory")
#else
#define CF_SETTLE(array) (void)0
#endif
#define CF_VECTOR_ROWS (8 * CF_VECTOR_BYTES)
#define CF_BLOCK_ROWS (CF_VECTOR_ROWS * CF_VECTORS)
#define CF_LINE_BYTES (CF_VECTOR_BYTES * CF_VECTORS)
// Pieces whose indices are made before any leaf is looked up, so that a row's sum is loaded and stored once for all of them.
#define CF_BATCH_PIECES 8
// Columns that are quantised before their lines are made: enough for the planes' narrow stores to have left the store buffer.
#define CF_BATCH_COLUMNS 8
// Eight of the code, one of missing rows.
#define CF_PLANES 9
// The constraint of a vector register; memory where vectors are made of smaller ones, as in tests.
#if defined(CF_REGISTER)
#elif defined(__aarch64__)
#define CF_REGISTER "w"
#else
#define CF_REGISTER "v"
#endif

#include "slice_reach.h"

typedef struct cf_workspace {
    _Alignas(64) uint8_t lines[CF_SLICE_LINES_MAX * CF_LINE_BYTES];
    _Alignas(64) uint8_t slots[CF_REACH_SLOTS * CF_VECTOR_BYTES];
    _Alignas(64) uint8_t indices[CF_BATCH_PIECES * CF_BLOCK_ROWS];
    _Alignas(64) cf_vector planes[CF_BATCH_COLUMNS][CF_PLANES];
    // Of a tile, transposed, either width.
    _Alignas(64) double values[CF_SLICE_TILE_FEATURES * CF_VECTOR_ROWS];
    // Of one categorical column: of rank % 256 the byte and the bit in a set, and rank / 256.
    _Alignas(64) uint8_t rank_places[CF_VECTOR_ROWS];
    _Alignas(64) uint8_t rank_bits[CF_VECTOR_ROWS];
    _Alignas(64) uint8_t segments[CF_VECTOR_ROWS];
    // The rows of each segment.
    cf_vector segment_rows[CF_SLICE_SEGMENTS_MAX];
    // Output by output, either width.
    _Alignas(64) double sums[CF_SLICE_OUTPUTS_MAX * CF_BLOCK_ROWS];
} cf_workspace;

_Static_assert(sizeof(cf_workspace) <= CF_SCRATCH_BYTES, "the scratch memory of a thread holds a block");
_Static_assert(CF_BLOCK_ROWS <= CF_SLICE_BLOCK_ROWS_MAX, "a block as it was promised");

// A vector of rows: where they lie, how many.
typedef struct cf_part {
    const uint8_t *start;
    size_t stride;
    uint32_t row_count;
    uint8_t row_width;
    // What values are compared as.
    uint8_t width;
} cf_part;

// at_least[k], k in 1 ..< 2^count: rows whose number of `count` bits is k or more.
CF_INLINE void cf_at_least(const cf_vector *bits, int count, cf_vector *at_least) {
    for (int bit = 0; bit < count; bit++) {
        const int half = 1 << bit;
        at_least[half] = bits[bit];
        for (int k = half - 1; k > 0; k--) {
            at_least[half + k] = cf_and(bits[bit], at_least[k]);
            at_least[k] = cf_or(bits[bit], at_least[k]);
        }
    }
}

// Lines of a column with up to 15 thresholds.
CF_INLINE void cf_lines_few(const cf_vector *planes, int bits, uint32_t line_count, cf_vector missing, uint8_t *out) {
    cf_vector at_least[16];
    cf_at_least(planes, bits, at_least);
    for (uint32_t k = 1; k <= line_count; k++) cf_store(out + (k - 1) * CF_LINE_BYTES, cf_or(missing, at_least[k]));
}

// code >= 16 * h + l is high > h, or high >= h and low >= l: two operations a line.
CF_INLINE void cf_lines_many(const cf_vector *planes, int high_bits, uint32_t line_count, cf_vector missing, uint8_t *out) {
    cf_vector low[16], high[17];
    cf_at_least(planes, 4, low);
    cf_at_least(planes + 4, high_bits, high);
    const uint32_t count = 1u << high_bits;
    high[0] = cf_ones();
    for (uint32_t h = 1; h < count; h++) high[h] = cf_or(missing, high[h]);
    high[count] = missing;
    out -= CF_LINE_BYTES;
    for (uint32_t h = 0; 16 * h <= line_count; h++, out += 16 * CF_LINE_BYTES) {
        const cf_vector from = high[h], above = high[h + 1];
        if (h > 0) cf_store(out, from);
        const uint32_t last = line_count - 16 * h;
        if (last >= 15) {
#pragma clang loop unroll(full)
            for (uint32_t l = 1; l < 16; l++) cf_store(out + l * CF_LINE_BYTES, cf_or_and(above, from, low[l]));
        } else {
            for (uint32_t l = 1; l <= last; l++) cf_store(out + l * CF_LINE_BYTES, cf_or_and(above, from, low[l]));
        }
    }
}

CF_FUNCTION void cf_numeric_lines(const cf_numeric *column, const cf_vector *planes, uint8_t *lines) {
    uint8_t *out = lines + (size_t)column->first_line * CF_LINE_BYTES;
    const cf_vector missing = column->missing == CF_MISSING_RIGHT ? planes[8] : cf_zero();
    switch (column->level_count) {
    case 1: cf_lines_few(planes, 1, column->line_count, missing, out); break;
    case 2: cf_lines_few(planes, 2, column->line_count, missing, out); break;
    case 3: cf_lines_few(planes, 3, column->line_count, missing, out); break;
    case 4: cf_lines_few(planes, 4, column->line_count, missing, out); break;
    case 5: cf_lines_many(planes, 1, column->line_count, missing, out); break;
    case 6: cf_lines_many(planes, 2, column->line_count, missing, out); break;
    case 7: cf_lines_many(planes, 3, column->line_count, missing, out); break;
    default: cf_lines_many(planes, 4, column->line_count, missing, out); break;
    }
}

CF_FUNCTION void cf_transpose_tile(const cf_tile *tile, const cf_part *part, double *values) {
    const size_t first = tile->first_feature;
    if (part->row_width == CF_FLOAT32) {
        cf_transpose32((const float *)part->start + first, part->stride, tile->feature_count, part->row_count, (float *)values);
    } else if (part->width == CF_FLOAT32) {
        cf_transpose64to32((const double *)part->start + first, part->stride, tile->feature_count, part->row_count, (float *)values);
    } else {
        cf_transpose64((const double *)part->start + first, part->stride, tile->feature_count, part->row_count, values);
    }
}

CF_FUNCTION void cf_numeric_columns(const cf_numeric *columns, uint32_t count, const cf_part *part, cf_workspace *work, uint8_t *lines) {
    for (uint32_t first = 0; first < count; first += CF_BATCH_COLUMNS) {
        const uint32_t end = count - first < CF_BATCH_COLUMNS ? count : first + CF_BATCH_COLUMNS;
        for (uint32_t c = first; c < end; c++) {
            const size_t place = (size_t)columns[c].slot * CF_VECTOR_ROWS;
            if (part->width == CF_FLOAT32) {
                cf_quantise32(&columns[c], (const float *)work->values + place, part->row_count, work->planes[c - first]);
            } else {
                cf_quantise64(&columns[c], work->values + place, part->row_count, work->planes[c - first]);
            }
        }
        for (uint32_t c = first; c < end; c++) cf_numeric_lines(&columns[c], work->planes[c - first], lines);
    }
}

// Values of one feature, both widths widened: a rounded value stays what it is.
CF_INLINE void cf_column_values(const cf_part *part, size_t feature, double *values) {
    const float *floats = (const float *)part->start + feature;
    const double *doubles = (const double *)part->start + feature;
    const uint32_t count = part->row_count;
    if (part->row_width == CF_FLOAT32) {
        for (uint32_t r = 0; r < count; r++) values[r] = (double)floats[r * part->stride];
    } else if (part->width == CF_FLOAT32) {
        for (uint32_t r = 0; r < count; r++) values[r] = (double)(float)doubles[r * part->stride];
    } else {
        for (uint32_t r = 0; r < count; r++) values[r] = doubles[r * part->stride];
    }
}

enum { cf_code_other = -1, cf_code_missing = -2 };

// Codes of values, without a branch, so that compilers make vector code of it.
CF_INLINE void cf_codes(const cf_categorical *column, const double *values, uint32_t count, int32_t *codes) {
    const double band = column->zero_is_missing ? (double)CF_ZERO_BAND : -1;
    // A fraction above -1 is truncated to 0. No number lies between -1 and its neighbour above.
    const double least = column->negative_fraction_is_none ? 0 : -0x1.fffffffffffffp-1;
    const double bound = (double)column->code_count;
    const int32_t missing = column->missing != CF_MISSING_ZERO ? cf_code_missing : bound > 0 ? 0 : cf_code_other;
    for (uint32_t r = 0; r < count; r++) {
        const double value = values[r], size = fabs(value);
        const int32_t is_code = -(int32_t)((value >= least) & (value < bound));
        const int32_t is_present = -(int32_t)(size > band);
        const int32_t code = (int32_t)(is_code ? value : 0);
        const int32_t known = (code & is_code) | (cf_code_other & ~is_code);
        codes[r] = (known & is_present) | (missing & ~is_present);
    }
}

CF_FUNCTION void cf_ranks(const cf_categorical *column, const cf_tile *tile, const cf_part *part, cf_workspace *work) {
    double values[CF_VECTOR_ROWS];
    int32_t codes[CF_VECTOR_ROWS];
    const uint16_t none[1] = {0}, *ranks = column->code_count > 0 ? column->ranks : none;
    const int32_t other_rank = column->other_rank, missing_rank = column->missing_rank;
    const uint32_t count = part->row_count;
    cf_column_values(part, tile->first_feature + column->slot, values);
    cf_codes(column, values, count, codes);
    for (uint32_t r = 0; r < count; r++) {
        const int32_t code = codes[r], rank = ranks[code < 0 ? 0 : code];
        codes[r] = code >= 0 ? rank : code == cf_code_other ? other_rank : missing_rank;
    }
    for (uint32_t r = 0; r < count; r++) {
        work->rank_places[r] = (uint8_t)((codes[r] >> 3) & 31);
        work->rank_bits[r] = (uint8_t)(1u << (codes[r] & 7));
        work->segments[r] = (uint8_t)(codes[r] >> 8);
    }
}

// Lines of a column whose ranks are one segment: a set a line at most.
CF_INLINE void cf_lines_of_sets(const cf_categorical *column, const cf_workspace *work, bool is_small, uint8_t *out) {
    static const cf_chunk empty = {{0}};
    for (uint32_t k = 0; k < column->line_count; k++, out += CF_LINE_BYTES) {
        const cf_category_line line = column->lines[k];
        const cf_chunk *chunk = line.chunk_count > 0 ? &column->chunks[line.first_chunk] : &empty;
        cf_store(out, cf_and_not(cf_ones(), cf_bytes_in_set(work->rank_places, work->rank_bits, chunk->left, is_small)));
    }
}

CF_FUNCTION void cf_categorical_lines(const cf_categorical *column, cf_workspace *work, uint8_t *lines) {
    uint8_t *out = lines + (size_t)column->first_line * CF_LINE_BYTES;
    if (column->segment_count == 1 && column->missing_rank < 128) return cf_lines_of_sets(column, work, true, out);
    if (column->segment_count == 1) return cf_lines_of_sets(column, work, false, out);
    for (uint32_t i = 0; i < column->segment_count; i++) work->segment_rows[i] = cf_bytes_equal(work->segments, (uint8_t)i);
    for (uint32_t k = 0; k < column->line_count; k++, out += CF_LINE_BYTES) {
        const cf_category_line line = column->lines[k];
        cf_vector left = cf_zero();
        for (uint32_t i = line.first_chunk; i < line.first_chunk + line.chunk_count; i++) {
            const cf_vector rows = cf_bytes_in_set(work->rank_places, work->rank_bits, column->chunks[i].left, false);
            left = cf_or(left, cf_and(rows, work->segment_rows[column->segments[i]]));
        }
        cf_store(out, cf_and_not(cf_ones(), left));
    }
}

// Every line of a group, for one vector of rows.
CF_FUNCTION void cf_lines(const cf_group *group, const cf_part *part, cf_workspace *work, uint8_t *lines) {
    for (uint32_t t = 0; t < group->tile_count; t++) {
        const cf_tile *tile = &group->tiles[t];
        if (tile->numeric_count > 0) {
            cf_transpose_tile(tile, part, work->values);
            cf_numeric_columns(group->numeric + tile->first_numeric, tile->numeric_count, part, work, lines);
        }
        for (uint32_t c = 0; c < tile->categorical_count; c++) {
            const cf_categorical *column = &group->categorical[tile->first_categorical + c];
            cf_ranks(column, tile, part, work);
            cf_categorical_lines(column, work, lines);
        }
    }
}

CF_INLINE cf_vector cf_line(const uint16_t *op, const uint8_t *lines) {
    size_t place = *op;
    // Or clang loads many ops with one vector and then extracts every one of them.
    __asm__("" : "+r"(place));
    return cf_load(lines + place * (CF_LINE_BYTES / CF_OP_SCALE));
}

// What follows is not begun before these are there. Without it clang computes the places of all a tree's lines first, and keeps them, or
// lines, in memory: with 32 registers a tree of 8 levels took a fifth longer. With 16 it is the other way round, by a twentieth.
CF_INLINE void cf_pin(cf_vector *planes, int count) {
    if (CF_REGISTERS < 32) return;
    for (int i = 0; i < count; i++) __asm__ volatile("" : "+" CF_REGISTER(planes[i]));
}

CF_INLINE void cf_mux1(const uint16_t *ops, const uint8_t *lines, cf_vector *planes) { planes[0] = cf_line(ops, lines); }

// A complete tree of `depth` levels: bits of the leaf's index within the left subtree and within the right one, and the root picks.
#define CF_MUX(depth, below)                                                                       \
    CF_INLINE void cf_mux##depth(const uint16_t *ops, const uint8_t *lines, cf_vector *planes) {   \
        cf_vector left[below], right[below];                                                       \
        cf_mux##below(ops, lines, left);                                                           \
        cf_mux##below(ops + (1 << below) - 1, lines, right);                                       \
        const cf_vector root = cf_line(ops + (1 << depth) - 2, lines);                             \
        for (int i = 0; i < below; i++) planes[i] = cf_mux(root, right[i], left[i]);               \
        planes[below] = root;                                                                      \
        if (depth == 4) cf_pin(planes, depth);                                                     \
    }                                                                                              \
    CF_FUNCTION void cf_index_mux##depth(const uint16_t *ops, const uint8_t *lines, uint8_t *indices) { \
        cf_vector planes[8];                                                                       \
        cf_mux##depth(ops, lines, planes);                                                         \
        CF_SETTLE(planes);                                                                         \
        cf_index(planes, depth, indices);                                                          \
    }

CF_FUNCTION void cf_index_mux1(const uint16_t *ops, const uint8_t *lines, uint8_t *indices) {
    cf_vector planes[8];
    cf_mux1(ops, lines, planes);
    cf_index(planes, 1, indices);
}
CF_MUX(2, 1)
CF_MUX(3, 2)
CF_MUX(4, 3)
CF_MUX(5, 4)
CF_MUX(6, 5)
CF_MUX(7, 6)
CF_MUX(8, 7)

#define CF_INDEX_REACH(bits)                                                                                                  \
    CF_FUNCTION void cf_index_reach##bits(                                                                                    \
        const uint16_t *ops, uint32_t op_count, const uint8_t *lines, uint8_t *slots, uint8_t *indices) {                     \
        cf_vector planes[8];                                                                                                  \
        cf_reach(ops, op_count, bits, lines, slots, planes);                                                                  \
        cf_index(planes, bits, indices);                                                                                      \
    }

CF_INDEX_REACH(6)
CF_INDEX_REACH(7)
CF_INDEX_REACH(8)

// The leaf that each row of a vector reaches.
CF_INLINE void cf_index_piece(const cf_piece *piece, const uint16_t *ops, const uint8_t *lines, uint8_t *slots, uint8_t *indices) {
    if (piece->form == CF_FORM_REACH) {
        switch (piece->bits) {
        case 6: cf_index_reach6(ops, piece->op_count, lines, slots, indices); break;
        case 7: cf_index_reach7(ops, piece->op_count, lines, slots, indices); break;
        default: cf_index_reach8(ops, piece->op_count, lines, slots, indices); break;
        }
        return;
    }
    switch (piece->bits) {
    case 1: cf_index_mux1(ops, lines, indices); break;
    case 2: cf_index_mux2(ops, lines, indices); break;
    case 3: cf_index_mux3(ops, lines, indices); break;
    case 4: cf_index_mux4(ops, lines, indices); break;
    case 5: cf_index_mux5(ops, lines, indices); break;
    case 6: cf_index_mux6(ops, lines, indices); break;
    case 7: cf_index_mux7(ops, lines, indices); break;
    default: cf_index_mux8(ops, lines, indices); break;
    }
}

#define CF_ADD_LEAVES(width, number)                                                                                   \
    CF_FUNCTION void cf_add_pieces##width(                                                                             \
        const uint8_t *indices, const cf_group *group, const cf_piece *pieces, uint32_t count, uint32_t row_count,     \
        number *sums) {                                                                                                \
        if (pieces->bits <= 6) {                                                                                       \
            cf_add_leaves##width(indices, group, pieces, count, 64, row_count, sums);                                  \
        } else if (pieces->bits == 7) {                                                                                \
            cf_add_leaves##width(indices, group, pieces, count, 128, row_count, sums);                                 \
        } else {                                                                                                       \
            cf_add_leaves##width(indices, group, pieces, count, 256, row_count, sums);                                 \
        }                                                                                                              \
    }                                                                                                                  \
    CF_FUNCTION void cf_fill##width(number *sums, double value) {                                                      \
        for (uint32_t r = 0; r < CF_BLOCK_ROWS; r++) sums[r] = (number)value;                                          \
    }                                                                                                                  \
    CF_FUNCTION void cf_add_leaf##width(const cf_group *group, const cf_piece *piece, number *sums) {                  \
        number value;                                                                                                  \
        memcpy(&value, (const uint8_t *)group->leaf_values + piece->first_leaf_byte, sizeof value);                    \
        for (uint32_t r = 0; r < CF_BLOCK_ROWS; r++) sums[r] += value;                                                 \
    }

CF_ADD_LEAVES(32, float)
CF_ADD_LEAVES(64, double)

// How many of the pieces, from the first one on, add to the same output from tables of the same size.
CF_INLINE uint32_t cf_batch(const cf_piece *pieces, uint32_t count) {
    const uint32_t most = count < CF_BATCH_PIECES ? count : CF_BATCH_PIECES;
    const uint32_t bits = pieces->bits < 6 ? 6 : pieces->bits;
    uint32_t i = 1;
    while (i < most && pieces[i].output == pieces->output && pieces[i].form != CF_FORM_LEAF &&
           (pieces[i].bits < 6 ? 6 : pieces[i].bits) == bits)
        i++;
    return i;
}

// Adds what a group's trees say of a block's rows to their sums.
CF_FUNCTION void cf_pieces(const cf_slice *plan, const cf_group *group, uint32_t row_count, cf_workspace *work) {
    const bool is_narrow = plan->sum_width == CF_FLOAT32;
    for (uint32_t p = 0, count; p < group->piece_count; p += count) {
        const cf_piece *pieces = &group->pieces[p];
        float *sums32 = (float *)work->sums + (size_t)pieces->output * CF_BLOCK_ROWS;
        double *sums64 = work->sums + (size_t)pieces->output * CF_BLOCK_ROWS;
        count = 1;
        if (pieces->form == CF_FORM_LEAF) {
            if (is_narrow) cf_add_leaf32(group, pieces, sums32);
            else cf_add_leaf64(group, pieces, sums64);
            continue;
        }
        count = cf_batch(pieces, group->piece_count - p);
        // A piece's vectors one after the other: they lie in the same cache lines.
        for (uint32_t i = 0; i < count; i++) {
            const uint16_t *ops = group->ops + pieces[i].first_op;
            for (uint32_t done = 0; done < row_count; done += CF_VECTOR_ROWS) {
                uint8_t *indices = work->indices + done * CF_BATCH_PIECES + i * CF_VECTOR_ROWS;
                cf_index_piece(&pieces[i], ops, work->lines + done / 8, work->slots, indices);
            }
        }
        for (uint32_t done = 0; done < row_count; done += CF_VECTOR_ROWS) {
            const uint8_t *indices = work->indices + done * CF_BATCH_PIECES;
            const uint32_t rows = row_count - done < CF_VECTOR_ROWS ? row_count - done : CF_VECTOR_ROWS;
            if (is_narrow) cf_add_pieces32(indices, group, pieces, count, rows, sums32 + done);
            else cf_add_pieces64(indices, group, pieces, count, rows, sums64 + done);
        }
    }
}

CF_FUNCTION void cf_start_sums(const cf_slice *plan, cf_workspace *work) {
    for (uint32_t o = 0; o < plan->output_count; o++) {
        if (plan->sum_width == CF_FLOAT32) cf_fill32((float *)work->sums + (size_t)o * CF_BLOCK_ROWS, plan->starts[o]);
        else cf_fill64(work->sums + (size_t)o * CF_BLOCK_ROWS, plan->starts[o]);
    }
}

CF_FUNCTION void cf_store_margins(const cf_slice *plan, uint32_t row_count, const cf_workspace *work, double *margins) {
    const size_t outputs = plan->output_count;
    for (size_t o = 0; o < outputs; o++) {
        for (uint32_t done = 0; done < row_count; done += CF_VECTOR_ROWS) {
            const uint32_t rows = row_count - done < CF_VECTOR_ROWS ? row_count - done : CF_VECTOR_ROWS;
            double *out = margins + done * outputs + o;
            if (plan->sum_width == CF_FLOAT32) {
                cf_margins32((const float *)work->sums + o * CF_BLOCK_ROWS + done, rows, out, outputs);
            } else {
                cf_margins64(work->sums + o * CF_BLOCK_ROWS + done, rows, out, outputs);
            }
        }
    }
}

CF_FUNCTION void cf_start_slots(uint8_t *slots) {
    cf_store(slots + CF_REACH_SLOT_NONE * CF_VECTOR_BYTES, cf_zero());
    cf_store(slots + CF_REACH_SLOT_ALL * CF_VECTOR_BYTES, cf_ones());
}

CF_TARGET void CF_KERNEL(const cf_slice *plan, const cf_rows *rows, void *scratch, double *margins) {
    cf_workspace *work = scratch;
    const size_t number_bytes = rows->width == CF_FLOAT32 ? sizeof(float) : sizeof(double);
    const uint8_t width = rows->width == CF_FLOAT32 ? CF_FLOAT32 : plan->input_width;
    cf_start_slots(work->slots);
    for (size_t first = 0; first < rows->count; first += CF_BLOCK_ROWS) {
        const uint32_t row_count = rows->count - first < CF_BLOCK_ROWS ? (uint32_t)(rows->count - first) : CF_BLOCK_ROWS;
        cf_start_sums(plan, work);
        for (uint32_t g = 0; g < plan->group_count; g++) {
            for (uint32_t done = 0; done < row_count; done += CF_VECTOR_ROWS) {
                const cf_part part = {
                    .start = (const uint8_t *)rows->start + (first + done) * rows->stride * number_bytes,
                    .stride = rows->stride,
                    .row_count = row_count - done < CF_VECTOR_ROWS ? row_count - done : CF_VECTOR_ROWS,
                    .row_width = rows->width,
                    .width = width,
                };
                cf_lines(&plan->groups[g], &part, work, work->lines + done / 8);
            }
            cf_pieces(plan, &plan->groups[g], row_count, work);
        }
        cf_store_margins(plan, row_count, work, margins + first * plan->output_count);
    }
}
