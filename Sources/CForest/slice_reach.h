// A piece in reach form (cf_form): included by slice_body.h, after what the instruction set defines for it.
//
// A step is two loads, an AND, a store and an XOR into a register. All of that follows from the step's place; only the two addresses are
// data. Loads bound it, so the ops of two steps come with one.

// One step of a round: what its source reaches and its line lets through goes to `slot` and flips `plane`. `op` has the source below the
// line.
CF_INLINE cf_vector cf_reach_step(
    uint32_t op, int is_left, const uint8_t *lines, const uint8_t *slots, uint8_t *slot, cf_vector plane) {
    cf_vector source = cf_load(slots + (size_t)(uint16_t)op * (CF_VECTOR_BYTES / CF_OP_SCALE));
    cf_vector line = cf_load(lines + (size_t)(op >> 16) * (CF_LINE_BYTES / CF_OP_SCALE));
    cf_vector reached = is_left ? cf_and_not(source, line) : cf_and(source, line);
    cf_store(slot, reached);
    return cf_xor(plane, reached);
}

// A round; `is_odd` is a constant.
CF_INLINE void cf_reach_round(
    const uint16_t *ops, int bits, int is_odd, const uint8_t *lines, const uint8_t *slots, uint8_t *slot, cf_vector *planes) {
    uint64_t pair = 0;
#pragma clang loop unroll(full)
    for (int step = 0; step < bits; step++, pair >>= 32) {
        if (step % 2 == 0) memcpy(&pair, ops + 2 * step, step + 1 < bits ? 8 : 4);
        planes[step] = cf_reach_step(
            (uint32_t)pair, (step + is_odd) % 2, lines, slots, slot + (size_t)step * CF_VECTOR_BYTES, planes[step]);
    }
}

CF_INLINE void cf_reach(
    const uint16_t *ops, uint32_t op_count, int bits, const uint8_t *lines, uint8_t *slots, cf_vector *planes) {
    const size_t round_bytes = 8 * CF_VECTOR_BYTES;
    const uint16_t *end = ops + op_count;
    cf_vector plane[8];
    for (int bit = 0; bit < bits; bit++) plane[bit] = cf_zero();
    for (size_t slot = 0;; slot = (slot + round_bytes) % (CF_REACH_ROUNDS * round_bytes)) {
        cf_reach_round(ops, bits, 0, lines, slots, slots + slot, plane);
        ops += 2 * bits;
        if (ops == end) break;
        slot = (slot + round_bytes) % (CF_REACH_ROUNDS * round_bytes);
        cf_reach_round(ops, bits, 1, lines, slots, slots + slot, plane);
        ops += 2 * bits;
        if (ops == end) break;
    }
    for (int bit = 0; bit < bits; bit++) planes[bit] = plane[bit];
}
