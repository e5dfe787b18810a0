// The scan for fields over 64 bytes at a time, for every instruction set. Before it is included: CT_FIND (the function's name), CT_TARGET
// (its attribute) and, with CT_INLINE before them, `parts`, 64 bytes in registers, `parts parts_of(const uint8_t *)`,
// `uint64_t equal(const parts *, uint8_t)`, one bit for each byte that is the given one, and `uint64_t prefix_xor(uint64_t)`.
// CT_HAS_ODD, where there is one, says of parts whether one of the bytes is a quote, a carriage return or NUL, sooner than their masks do.

CT_INLINE ct_masks masks_of(const uint8_t *bytes, uint8_t delimiter) {
    const parts found = parts_of(bytes);
    ct_masks masks;
    masks.line_feeds = equal(&found, '\n');
    masks.separators = equal(&found, delimiter) | masks.line_feeds;
    masks.quotes = equal(&found, '"');
    masks.returns = equal(&found, '\r');
    masks.nuls = equal(&found, 0);
#ifdef CT_HAS_ODD
    masks.odd = CT_HAS_ODD(&found);
#else
    masks.odd = masks.quotes | masks.returns | masks.nuls;
#endif
    return masks;
}

/// The state that goes from one 64 bytes to the next, as bits that belong to the first of them.
typedef struct scan_state {
    /// All ones inside quotes.
    uint64_t inside;
    /// A field may begin here, with a quote if it likes.
    uint64_t may_open;
    /// The byte before closed a quote: a delimiter, a line end or a quote is due.
    uint64_t after_close;
    /// The byte before was a carriage return: a line feed is due.
    uint64_t after_return;
} scan_state;

/// Takes the delimiters and line feeds inside quotes out of the masks. False when the bytes are irregular.
CT_INLINE bool pass_quotes(ct_masks *masks, uint64_t valid, scan_state *state) {
    const uint64_t quotes = masks->quotes & valid;
    const uint64_t inside = prefix_xor(quotes) ^ state->inside;
    const uint64_t opening = quotes & inside;
    const uint64_t closing = quotes & ~inside;
    const uint64_t returns = masks->returns & valid & ~inside;
    const uint64_t line_feeds = masks->line_feeds & ~inside;
    const uint64_t separators = masks->separators & ~inside;
    const uint64_t bad =
        // A NUL, or a line end inside quotes.
        (masks->nuls & valid) | (masks->line_feeds & valid & inside) |
        // A quote that opens elsewhere than at a field's beginning, or just behind one that closed: then the two are one byte of text.
        (opening & ~((separators | closing) << 1 | state->may_open)) |
        (((closing << 1 | state->after_close) & ~(separators | opening | returns)) & valid) |
        (((returns << 1 | state->after_return) & ~line_feeds) & valid);
    if (bad != 0) return false;
    state->inside = (uint64_t)((int64_t)inside >> 63);
    state->may_open = (separators | closing) >> 63;
    state->after_close = closing >> 63;
    state->after_return = returns >> 63;
    masks->separators = separators;
    masks->line_feeds = line_feeds;
    return true;
}

CT_TARGET void CT_FIND(
    const uint8_t *bytes, size_t start, size_t end, uint8_t delimiter, uint64_t *entries, ct_csv_index *index) {
    scan_state state = {.inside = 0, .may_open = 1, .after_close = 0, .after_return = 0};
    uint64_t *next = entries;
    uint64_t field = start;
    size_t line_count = 0;
    uint64_t quotes = 0;
    uint64_t returns = 0;
    for (size_t base = start; base < end; base += 64) {
        ct_masks masks = masks_of(bytes + base, delimiter);
        const uint64_t valid = end - base < 64 ? ~(uint64_t)0 >> (64 - (end - base)) : ~(uint64_t)0;
        if (__builtin_expect((masks.odd | state.inside | state.after_close | state.after_return) != 0, 0)) {
            if (!pass_quotes(&masks, valid, &state)) break;
            quotes |= masks.quotes & valid;
            returns |= masks.returns & valid;
        } else {
            state.may_open = masks.separators >> 63;
        }
        uint64_t rest = masks.separators & valid;
        if (rest == 0) continue;
        line_count += (size_t)__builtin_popcountll(masks.line_feeds & valid);
        const size_t count = (size_t)__builtin_popcountll(rest);
        const uint64_t last = base + 64 - (uint64_t)__builtin_clzll(rest);
        // Eight at a time, whether there are so many or not: a branch for each would be mispredicted.
        for (size_t written = 0; written < count; written += 8) {
            for (size_t lane = 0; lane < 8; lane++) {
                const uint64_t at = base + ct_trailing_zeros(rest);
                next[written + lane] = field | at << 32;
                field = at + 1;
                rest &= rest - 1;
            }
        }
        next += count;
        field = last;
    }
    index->field_count = (size_t)(next - entries);
    index->line_count = line_count;
    index->has_quotes = quotes != 0;
    index->has_carriage_returns = returns != 0;
}
