// The numbers of a column, for every instruction set. Before it is included: CT_NUMBER (the type), CT_READ (the function's name), CT_ROUND,
// CT_TARGET, CT_READ_FOUR and, as static inline, `ct_decimal read_plain(const uint8_t *text, size_t byte_count)`, which takes any count.
//
// `CT_READ_FOUR(is_long, bytes, entries, entry_stride, lower, upper, four)`, where there is one, reads four fields into `four` and returns a bit
// for each that it did not read, or a negative number when one is too long for it. The long way wants the first field, which ends before
// the others, to end CT_LONG_BYTES or more behind `bytes`.

CT_TARGET uint64_t CT_READ(const ct_column *column, CT_NUMBER lower, CT_NUMBER upper, CT_NUMBER *codes) {
    uint64_t others = 0;
    const uint64_t *entry = column->entries;
    size_t row = 0;
#ifdef CT_READ_FOUR
    // Fields of one column are alike: where one is too long for a way, so are those that follow. Each way has a loop of its own.
#pragma clang loop unroll(full)
    for (int is_long = 0; is_long <= 1; is_long++) {
        for (; row + 4 <= column->row_count; row += 4) {
            if (is_long && (*entry >> 32) < CT_LONG_BYTES) break;
            CT_NUMBER four[4];
            const int unread = CT_READ_FOUR(is_long, column->bytes, entry, column->entry_stride, lower, upper, four);
            if (unread < 0) break;
            for (size_t lane = 0; lane < 4; lane++) codes[lane * column->code_stride] = four[lane];
            others |= (uint64_t)unread << row;
            entry += 4 * column->entry_stride;
            codes += 4 * column->code_stride;
        }
    }
#endif
    for (; row < column->row_count; row++) {
        const size_t begin = (uint32_t)*entry;
        const size_t byte_count = (size_t)(*entry >> 32) - begin;
        const uint8_t *text = column->bytes + begin;
        const bool is_empty = byte_count == 0;
        const bool is_negative = *text == '-';
        const ct_decimal decimal = read_plain(text + is_negative, byte_count - is_negative);
        CT_NUMBER value;
        bool is_read = decimal.is_plain & CT_ROUND(decimal, is_negative, &value);
        is_read &= (value >= lower) & (value <= upper);
        *codes = is_empty ? (CT_NUMBER)NAN : value;
        others |= (uint64_t)!(is_read | is_empty) << row;
        entry += column->entry_stride;
        codes += column->code_stride;
    }
    return others;
}
