// Few rows without intrinsics: for every CPU.

#include <stdint.h>
#include <string.h>

#include "coded.h"
#include "masks.h"
#include "rows.h"

#define CF_KERNEL cf_row_portable
#define CF_CODED_KERNEL cf_coded_portable
#define CF_MASK_KERNEL cf_mask_portable
#define CF_TARGET
#define CF_INLINE static inline __attribute__((always_inline))

// Binary search without branches among 255 thresholds: NaN is never passed.
#define CODE(name, number, table)                                                                                              \
    CF_INLINE uint8_t name(const cf_row_numeric *column, cf_row_rule rule, number value) {                                     \
        if (rule == CF_ROW_ZERO_LEFT || rule == CF_ROW_ZERO_RIGHT) {                                                           \
            value = value >= -(number)CF_ZERO_BAND && value <= (number)CF_ZERO_BAND ? (number)__builtin_nan("") : value;       \
        }                                                                                                                      \
        if (rule == CF_ROW_MISSING_ZERO) value = value != value ? 0 : value;                                                   \
        const number *thresholds = column->table + CF_ROW_COARSE;                                                              \
        uint32_t code = 0;                                                                                                     \
        for (uint32_t step = 128; step != 0; step /= 2) code += step & -(uint32_t)(value >= thresholds[code + step - 1]);      \
        if (rule == CF_ROW_MISSING_RIGHT || rule == CF_ROW_ZERO_RIGHT) code |= value != value ? 255 : 0;                       \
        return (uint8_t)code;                                                                                                  \
    }

CODE(cf_code32, float, table32)
CODE(cf_code64, double, table64)

// 256 ones, then 256 zeros: from 256 - code on they are the answers of a column.
static const uint8_t ones_and_zeros[512] = {
#define ONES 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
    ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES};

#define ANSWER(name, number, code_of)                                                                                          \
    CF_INLINE void name(const cf_row_numeric *column, cf_row_rule rule, number value, uint8_t *answers) {                      \
        const uint8_t *in = ones_and_zeros + 256 - code_of(column, rule, value);                                               \
        uint8_t *out = answers + column->first_answer;                                                                         \
        for (uint32_t k = 0; k < column->count; k += 16) memcpy(out + k, in + k, 16);                                          \
    }

ANSWER(cf_answer32, float, cf_code32)
ANSWER(cf_answer64, double, cf_code64)

// Bit i of a byte to byte i, eight at a time: a copy of the byte in each, then the bit that it is for, as 0 or 1.
CF_INLINE void cf_answer_words(const uint32_t *words, uint32_t word_count, uint8_t *answers) {
    for (uint32_t i = 0; i < 4 * word_count; i++) {
        const uint64_t byte = words[i / 4] >> (8 * (i % 4)) & 255;
        const uint64_t bits = byte * 0x0101010101010101ull & 0x8040201008040201ull;
        const uint64_t spread = (bits + 0x7f7f7f7f7f7f7f7full) >> 7 & 0x0101010101010101ull;
        for (uint32_t b = 0; b < 8; b++) answers[8 * i + b] = (uint8_t)(spread >> (8 * b));
    }
}

// Masks byte by byte, not to be fast: what the kernels with byte shuffles are compared with.
#define CF_APART static __attribute__((noinline))
#define CF_MASK_ANY_TABLES
typedef struct cf_bytes {
    uint8_t lanes[32];
} cf_bytes;

typedef struct cf_tables {
    const uint8_t *codes;
} cf_tables;

static cf_tables cf_load_tables(const uint8_t *codes, uint32_t table_count) {
    (void)table_count;
    return (cf_tables){codes};
}

CF_APART cf_bytes cf_no_bytes(void) { return (cf_bytes){{0}}; }
CF_APART cf_bytes cf_load_bytes(const uint8_t *from) {
    cf_bytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}
static void cf_store_bytes(uint8_t *to, cf_bytes bytes) { memcpy(to, &bytes, sizeof bytes); }
CF_APART cf_bytes cf_look_up(const cf_tables *tables, uint32_t table_count, cf_bytes columns) {
    (void)table_count;
    for (uint32_t i = 0; i < 32; i++) columns.lanes[i] = columns.lanes[i] < CF_MASK_COLUMNS_MAX ? tables->codes[columns.lanes[i]] : 0;
    return columns;
}
CF_APART cf_bytes cf_reach(cf_bytes codes, cf_bytes thresholds) {
    for (uint32_t i = 0; i < 32; i++) codes.lanes[i] = codes.lanes[i] >= thresholds.lanes[i] ? 255 : 0;
    return codes;
}
CF_APART uint32_t cf_bits(cf_bytes bytes) {
    uint32_t bits = 0;
    for (uint32_t i = 0; i < 32; i++) bits |= (uint32_t)(bytes.lanes[i] & 1) << i;
    return bits;
}
CF_APART cf_bytes cf_choose(cf_bytes left, cf_bytes right, cf_bytes goes_right) {
    for (uint32_t i = 0; i < 32; i++) left.lanes[i] = goes_right.lanes[i] ? right.lanes[i] : left.lanes[i];
    return left;
}
CF_APART cf_bytes cf_append(cf_bytes places, cf_bytes goes_right) {
    for (uint32_t i = 0; i < 32; i++) places.lanes[i] = (uint8_t)(2 * places.lanes[i] + (goes_right.lanes[i] & 1));
    return places;
}

static void cf_leave_tails(
    const cf_tables *tables, uint32_t table_count, const char *tails, size_t tree_bytes, size_t value_bytes, const uint8_t *places,
    uint32_t *leaves) {
    (void)table_count;
    for (uint32_t lane = 0; lane < CF_MASK_TAIL_LANES; lane++) {
        const uint32_t begin = (uint32_t)(lane * tree_bytes + places[lane] * (CF_MASK_TAIL_BYTES + 4 * value_bytes));
        const uint8_t *columns = (const uint8_t *)tails + begin, *thresholds = columns + CF_MASK_TAIL_BYTES / 2;
        const uint32_t upper = tables->codes[columns[0]] >= thresholds[0];
        const uint32_t lower = tables->codes[columns[1 + upper]] >= thresholds[1 + upper];
        leaves[lane] = begin + (2 * upper + lower) * (uint32_t)value_bytes;
    }
}

static uint64_t cf_deposit(uint64_t bits, uint64_t places) {
    uint64_t deposited = 0;
    for (; places != 0; places &= places - 1, bits >>= 1) deposited |= (places & -places) & -(bits & 1);
    return deposited;
}
static uint64_t cf_below(uint64_t bits, uint64_t count) { return bits & ~(uint64_t)0 >> (64 - count); }
static uint64_t cf_descend(uint64_t node, uint64_t answers) { return 2 * node + (answers >> node & 1); }

#include "rows_body.h"
#include "coded_body.h"
#include "masks_body.h"
