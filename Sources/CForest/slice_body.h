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
//   cf_vector                     the register's type
//   cf_load(const void *)         aligned
//   cf_store(void *, cf_vector)   aligned
//   cf_zero(), cf_ones()
//   cf_and(a, b), cf_or(a, b), cf_xor(a, b)
//   cf_and_not(a, b)              a & ~b
//   cf_mux(m, r, l)               m ? r : l
//   cf_xor3(a, b, c)              a ^ b ^ c
//   cf_or_and(a, b, c)            a | (b & c)
//
// Which bit of a vector is which row is the instruction set's own affair: the body never looks. `row_count` is 1 ... 8 * CF_VECTOR_BYTES,
// the rows of this vector that exist; bits and sums of the others may become anything (but what is read for them must be initialised).
//
//   void cf_transpose32(const float *rows, size_t stride, uint32_t feature_count, uint32_t row_count, float *values)
//   void cf_transpose64(const double *rows, ..., double *values)
//   void cf_transpose64to32(const double *rows, ..., float *values)
//       The numbers rows[r * stride + f] of f < feature_count (1...16) and r < row_count to values[f * 8 * CF_VECTOR_BYTES + slot of r]. The
//       slot of a row is the instruction set's affair, too. Nothing else is read from rows. values is aligned as cf_load wants.
//
//   void cf_quantise32(const cf_numeric *column, const float *values, uint32_t row_count, cf_vector *planes)
//   void cf_quantise64(const cf_numeric *column, const double *values, ...)
//       values: 8 * CF_VECTOR_BYTES numbers of the column's feature. planes[b], b < column->level_count: bit b of each row's code (at most
//       line_count for a number; what the padding of the tables makes of +inf is cut off by the number of lines). CF_MISSING_RIGHT:
//       planes[8] = the missing rows, whose other bits may be anything. planes lies in memory: 9 vectors, with those of the column's
//       other vectors of rows elsewhere.
//
//   cf_vector cf_bytes_in_set(const uint8_t *bytes, const uint8_t *set)
//       Rows r whose bytes[r] is in the set of 256 bits; bytes: 8 * CF_VECTOR_BYTES, in row order.
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
