// What kernels over masks have in common. It is included behind rows_body.h and coded_body.h, whose sums, ranks and codes it takes; before it an
// instruction set defines CF_MASK_KERNEL and
//   cf_tables: codes as a register reads them; cf_tables cf_load_tables(const uint8_t *codes, uint32_t table_count)
//   uint64_t cf_deposit(uint64_t bits, uint64_t places): the lowest bits, in order, to the places that are 1
//   uint64_t cf_below(uint64_t bits, uint64_t count): the lowest `count` of them, 1...64
//   uint64_t cf_descend(uint64_t node, uint64_t answers): the child of `node` on the side of bit `node` of the answers
//   cf_bytes: 32 lanes; cf_bytes cf_load_bytes(const uint8_t *from), cf_store_bytes(uint8_t *to, cf_bytes bytes)
//   cf_bytes cf_look_up(const cf_tables *tables, uint32_t table_count, cf_bytes columns)
//   cf_bytes cf_reach(cf_bytes codes, cf_bytes thresholds): all ones where code >= threshold; uint32_t cf_bits(cf_bytes): a bit of each lane
//   cf_bytes cf_choose(cf_bytes left, cf_bytes right, cf_bytes goes_right)
//   cf_bytes cf_append(cf_bytes places, cf_bytes goes_right): twice the place, plus one on the right
//   void cf_leave_tails(const cf_tables *tables, uint32_t table_count, const char *tails, size_t tree_bytes, size_t value_bytes,
//                       const uint8_t *places, uint32_t *leaves): of 8 trees, `tree_bytes` apart, how far behind tails + CF_MASK_TAIL_BYTES the value
//                       lies at which the tail at `place` ends
// `table_count` is a constant everywhere; where CF_MASK_ANY_TABLES is defined it says nothing.

#include <stdbool.h>
#include <string.h>

#include "masks.h"
#include "scratch.h"

#pragma STDC FP_CONTRACT OFF

enum { cf_mask_values = 64, cf_word_block = 64 };

typedef struct cf_mask_scratch {
    _Alignas(64) uint8_t codes[CF_MASK_COLUMNS_MAX];
    // Of each categorical column.
    uint32_t ranks[CF_MASK_CATEGORICAL_MAX];
    // Words of the row's ranks, run by run.
    const uint8_t *rank_words[CF_MASK_CATEGORICAL_MAX];
    _Alignas(64) uint64_t words[CF_MASK_TREES_MAX];
    float sums32[CF_ROW_OUTPUTS_MAX];
} cf_mask_scratch;

_Static_assert(sizeof(cf_mask_scratch) <= CF_SCRATCH_BYTES, "the layout fits CF_SCRATCH_BYTES");
_Static_assert(CF_MASK_TREES_MAX * 4 % cf_word_block == 0, "a run's words fit whole blocks");

typedef uint64_t cf_word_vector __attribute__((vector_size(32), may_alias));

// The words of a run: those that every row has, and those of the row's categories.
CF_INLINE const void *cf_row_words(const cf_mask_plan *plan, const cf_mask_run *run, size_t word_bytes, cf_mask_scratch *scratch) {
    if (!run->category_words) return run->words;
    const size_t bytes = (run->tree_count * word_bytes + cf_word_block - 1) / cf_word_block * cf_word_block;
    for (uint32_t c = 0; c < plan->categorical_count; c++) {
        scratch->rank_words[c] = (const uint8_t *)run->category_words[c] + scratch->ranks[c] * bytes;
    }
    for (size_t i = 0; i < bytes; i += cf_word_block) {
        const cf_word_vector *start = (const cf_word_vector *)((const uint8_t *)run->words + i);
        cf_word_vector low = start[0], high = start[1];
        for (uint32_t c = 0; c < plan->categorical_count; c++) {
            const cf_word_vector *more = (const cf_word_vector *)(scratch->rank_words[c] + i);
            low ^= more[0];
            high ^= more[1];
        }
        cf_word_vector *out = (cf_word_vector *)((uint8_t *)scratch->words + i);
        out[0] = low;
        out[1] = high;
    }
    return scratch->words;
}

CF_INLINE uint32_t cf_answer_lanes(
    const cf_tables *tables, uint32_t table_count, const uint8_t *columns, const uint8_t *thresholds) {
    const cf_bytes codes = cf_look_up(tables, table_count, cf_load_bytes(columns));
    return cf_bits(cf_reach(codes, cf_load_bytes(thresholds)));
}

CF_INLINE void cf_walk_paths(
    const cf_mask_run *run, const cf_tables *tables, uint32_t table_count, bool is64, bool is_many, const uint32_t *words,
    cf_sums *total) {
    const size_t value_bytes = is64 ? sizeof(double) : sizeof(float);
    const size_t next = 64, stride = next + cf_mask_values;
    cf_sums sums = *total;
    const uint8_t *record = run->records, *turn_count = run->turn_counts;
    const uint64_t *splits = run->splits;
    const char *values = run->values;
    const uint16_t *outputs = run->outputs;
    for (uint32_t left = run->tree_count; left != 0; left -= CF_MASK_LANES) {
        uint64_t turns[CF_MASK_LANES], place[CF_MASK_LANES];
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < CF_MASK_LANES; lane++) {
            const uint8_t *columns = record + lane * stride;
            const uint32_t answers = cf_answer_lanes(tables, table_count, columns, columns + 32);
            turns[lane] = ~cf_deposit(answers ^ words[lane], splits[lane]);
            place[lane] = (uint64_t)__builtin_clzll(turns[lane]);
        }
        for (uint32_t turn = *turn_count++; turn != 0; turn--) {
#pragma clang loop unroll(full)
            for (uint32_t lane = 0; lane < CF_MASK_LANES; lane++) {
                place[lane] = (uint64_t)__builtin_clzll(cf_below(turns[lane], record[lane * stride + next + place[lane]]));
            }
        }
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < CF_MASK_LANES; lane++) {
            cf_add(&sums, is64, is_many, is_many ? outputs + lane : NULL,
                   values + (lane * cf_mask_values + place[lane]) * value_bytes);
        }
        record += CF_MASK_LANES * stride;
        splits += CF_MASK_LANES;
        words += CF_MASK_LANES;
        values += CF_MASK_LANES * cf_mask_values * value_bytes;
        if (is_many) outputs += CF_MASK_LANES;
    }
    *total = sums;
}

CF_INLINE void cf_walk_heaps(
    const cf_mask_run *run, const cf_tables *tables, uint32_t table_count, bool is64, bool is_many, const uint64_t *words,
    cf_sums *total) {
    const size_t value_bytes = is64 ? sizeof(double) : sizeof(float);
    const size_t stride = 128;
    cf_sums sums = *total;
    const uint8_t *record = run->records;
    const char *values = run->values;
    const uint16_t *outputs = run->outputs;
    for (uint32_t left = run->tree_count; left != 0; left -= CF_MASK_LANES) {
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < CF_MASK_LANES; lane++) {
            const uint8_t *columns = record + lane * stride;
            uint64_t answers = cf_answer_lanes(tables, table_count, columns + 32, columns + 96);
            answers = answers << 32 | cf_answer_lanes(tables, table_count, columns, columns + 64);
            answers ^= words[lane];
            uint64_t node = 1;
#pragma clang loop unroll(full)
            for (uint32_t level = 0; level < CF_MASK_LEVELS; level++) node = cf_descend(node, answers);
            cf_add(&sums, is64, is_many, is_many ? outputs + lane : NULL,
                   values + lane * cf_mask_values * value_bytes + node * value_bytes - cf_mask_values * value_bytes);
        }
        record += CF_MASK_LANES * stride;
        words += CF_MASK_LANES;
        values += CF_MASK_LANES * cf_mask_values * value_bytes;
        if (is_many) outputs += CF_MASK_LANES;
    }
    *total = sums;
}

// Of a level's planes those of the nodes that the lanes are at. The first answer halves them, and so on: all but the last choice are done
// before the last answer is known. `count` answers of `level` are taken into account.
CF_INLINE cf_bytes cf_select1(const uint8_t *planes, uint32_t level, const cf_bytes *answers) {
    return cf_choose(cf_load_bytes(planes), cf_load_bytes(planes + ((size_t)32 << (level - 1))), answers[0]);
}
#define CF_SELECT(count, fewer)                                                                                                \
    CF_INLINE cf_bytes cf_select##count(const uint8_t *planes, uint32_t level, const cf_bytes *answers) {                      \
        return cf_choose(                                                                                                      \
            cf_select##fewer(planes, level, answers),                                                                          \
            cf_select##fewer(planes + ((size_t)32 << (level - count)), level, answers), answers[count - 1]);                   \
    }
CF_SELECT(2, 1)
CF_SELECT(3, 2)
CF_SELECT(4, 3)
CF_SELECT(5, 4)

CF_INLINE cf_bytes cf_select(const uint8_t *planes, uint32_t level, const cf_bytes *answers) {
    switch (level) {
    case 0: return cf_load_bytes(planes);
    case 1: return cf_select1(planes, 1, answers);
    case 2: return cf_select2(planes, 2, answers);
    case 3: return cf_select3(planes, 3, answers);
    case 4: return cf_select4(planes, 4, answers);
    default: return cf_select5(planes, 5, answers);
    }
}

// The tails of 32 trees.
CF_INLINE void cf_descend_layers(
    const uint8_t *columns, const cf_tables *tables, uint32_t table_count, uint32_t layer_count, uint8_t *places) {
    cf_bytes answers[6], place = cf_no_bytes();
#pragma clang loop unroll(full)
    for (uint32_t level = 0; level < layer_count; level++) {
        const uint8_t *planes = columns + ((size_t)32 << level);
        const cf_bytes codes = cf_look_up(tables, table_count, cf_select(planes, level, answers));
        answers[level] = cf_reach(codes, cf_select(planes + ((size_t)32 << layer_count), level, answers));
        place = cf_append(place, answers[level]);
    }
    cf_store_bytes(places, place);
}

// Once for all arithmetics: they are long.
#define CF_LAYERS(table_count, layer_count)                                                                                    \
    CF_TARGET static __attribute__((noinline)) void cf_layers##table_count##_##layer_count(                                    \
        const uint8_t *columns, const cf_tables *tables, uint8_t *places) {                                                    \
        cf_descend_layers(columns, tables, table_count, layer_count, places);                                                  \
    }
#if !defined(CF_MASK_ANY_TABLES)
CF_LAYERS(1, 4)
CF_LAYERS(2, 4)
CF_LAYERS(3, 4)
CF_LAYERS(1, 6)
CF_LAYERS(2, 6)
CF_LAYERS(3, 6)
#endif
CF_LAYERS(4, 4)
CF_LAYERS(4, 6)

CF_INLINE void cf_layers(
    const uint8_t *columns, const cf_tables *tables, uint32_t table_count, uint32_t layer_count, uint8_t *places) {
    switch (table_count) {
#if !defined(CF_MASK_ANY_TABLES)
    case 1: (layer_count == 4 ? cf_layers1_4 : cf_layers1_6)(columns, tables, places); break;
    case 2: (layer_count == 4 ? cf_layers2_4 : cf_layers2_6)(columns, tables, places); break;
    case 3: (layer_count == 4 ? cf_layers3_4 : cf_layers3_6)(columns, tables, places); break;
#endif
    default: (layer_count == 4 ? cf_layers4_4 : cf_layers4_6)(columns, tables, places);
    }
}

CF_INLINE void cf_walk_layers(
    const cf_mask_run *run, const cf_tables *tables, uint32_t table_count, bool is64, bool is_many, cf_sums *total) {
    const size_t value_bytes = is64 ? sizeof(double) : sizeof(float);
    const size_t record_bytes = (size_t)2 * CF_MASK_LAYER_LANES << run->layer_count;
    const size_t tree_bytes = (CF_MASK_TAIL_BYTES + 4 * value_bytes) << run->layer_count;
    cf_sums sums = *total;
    const uint8_t *columns = run->records;
    const size_t lot_bytes = CF_MASK_TAIL_LANES * tree_bytes;
    const char *tails = run->values, *late = tails + CF_MASK_TAIL_BYTES;
    const uint16_t *outputs = run->outputs;
    // Three lots of 32 trees are under way, so that nothing waits for what was begun last: layers, tails, and leaves that are added.
    _Alignas(32) uint8_t places[2][CF_MASK_LAYER_LANES];
    _Alignas(32) uint32_t leaves[CF_MASK_LAYER_LANES];
    const uint32_t count = run->tree_count / CF_MASK_TAIL_LANES, layer_lots = CF_MASK_LAYER_LANES / CF_MASK_TAIL_LANES;
    for (uint32_t begun = 0; begun < count + 2 * layer_lots; begun += layer_lots) {
        uint8_t *next = places[begun / layer_lots % 2], *here = places[begun / layer_lots % 2 ^ 1];
        if (begun < count) cf_layers(columns, tables, table_count, run->layer_count, next);
        columns += record_bytes;
        if (begun == 0) continue;
        // Of the lot before that: from here to the end.
        const uint32_t first = begun - layer_lots;
        for (uint32_t i = 0; i < layer_lots; i++) {
            uint32_t *lot = leaves + i * CF_MASK_TAIL_LANES;
            if (first != 0 && first - layer_lots + i < count) {
#pragma clang loop unroll(full)
                for (uint32_t lane = 0; lane < CF_MASK_TAIL_LANES; lane++) {
                    cf_add(&sums, is64, is_many, is_many ? outputs + lane : NULL, late + lot[lane]);
                }
                late += lot_bytes;
                if (is_many) outputs += CF_MASK_TAIL_LANES;
            }
            if (first + i < count) {
                cf_leave_tails(tables, table_count, tails, tree_bytes, value_bytes, here + i * CF_MASK_TAIL_LANES, lot);
                tails += lot_bytes;
            }
        }
    }
    *total = sums;
}

CF_INLINE void cf_walk_masks(
    const cf_mask_plan *plan, uint32_t table_count, bool is64, bool is_many, cf_mask_scratch *scratch, cf_sums *sums) {
    const cf_tables tables = cf_load_tables(scratch->codes, table_count);
    for (uint32_t r = 0; r < plan->run_count; r++) {
        const cf_mask_run *run = &plan->runs[r];
        switch (run->form) {
        case CF_MASK_PATHS:
            cf_walk_paths(run, &tables, table_count, is64, is_many, cf_row_words(plan, run, 4, scratch), sums);
            break;
        case CF_MASK_HEAPS:
            cf_walk_heaps(run, &tables, table_count, is64, is_many, cf_row_words(plan, run, 8, scratch), sums);
            break;
        default: cf_walk_layers(run, &tables, table_count, is64, is_many, sums);
        }
    }
}

#define CF_WALK_MASKS(table_count)                                                                                             \
    CF_TARGET static __attribute__((noinline)) void cf_walk_masks##table_count(                                                \
        const cf_mask_plan *plan, cf_mask_scratch *scratch, double *margins) {                                                 \
        const uint32_t output_count = plan->output_count;                                                                      \
        if (plan->sum_width == CF_FLOAT64) {                                                                                   \
            cf_sums sums = {.sum64 = *margins, .sums64 = margins};                                                             \
            if (output_count == 1) {                                                                                           \
                cf_walk_masks(plan, table_count, true, false, scratch, &sums);                                                 \
                *margins = sums.sum64;                                                                                         \
            } else {                                                                                                           \
                cf_walk_masks(plan, table_count, true, true, scratch, &sums);                                                  \
            }                                                                                                                  \
        } else if (output_count == 1) {                                                                                        \
            cf_sums sums = {.sum32 = (float)*margins};                                                                         \
            cf_walk_masks(plan, table_count, false, false, scratch, &sums);                                                    \
            *margins = (double)sums.sum32;                                                                                     \
        } else {                                                                                                               \
            cf_sums sums = {.sums32 = scratch->sums32};                                                                        \
            for (uint32_t o = 0; o < output_count; o++) sums.sums32[o] = (float)margins[o];                                    \
            cf_walk_masks(plan, table_count, false, true, scratch, &sums);                                                     \
            for (uint32_t o = 0; o < output_count; o++) margins[o] = (double)sums.sums32[o];                                   \
        }                                                                                                                      \
    }
#if !defined(CF_MASK_ANY_TABLES)
CF_WALK_MASKS(1)
CF_WALK_MASKS(2)
CF_WALK_MASKS(3)
#endif
CF_WALK_MASKS(4)

CF_INLINE double cf_category_number(const void *row, uint32_t feature, uint32_t width, uint32_t input_width) {
    if (width == CF_FLOAT32) return (double)((const float *)row)[feature];
    const double number = ((const double *)row)[feature];
    return input_width == CF_FLOAT32 ? (double)(float)number : number;
}

#define CF_EACH_PAIR(code, number)                                                                                             \
    for (uint32_t c = 0; c < count; c++) {                                                                                     \
        const number value = (number)row[numeric[c].feature];                                                                  \
        const uint8_t left = code(&numeric[c], CF_ROW_MISSING_LEFT, value);                                                    \
        codes[2 * c] = left;                                                                                                   \
        codes[2 * c + 1] = left | (uint8_t)-(value != value);                                                                  \
    }

CF_TARGET static __attribute__((noinline)) void cf_pair_codes(
    const cf_row_numeric *numeric, uint32_t count, const void *start, uint32_t width, uint32_t input_width, uint8_t *codes) {
    if (width == CF_FLOAT32) {
        const float *row = start;
        CF_EACH_PAIR(cf_code32, float)
    } else if (input_width == CF_FLOAT32) {
        const double *row = start;
        CF_EACH_PAIR(cf_code32, float)
    } else {
        const double *row = start;
        CF_EACH_PAIR(cf_code64, double)
    }
}

CF_TARGET void CF_MASK_KERNEL(const cf_mask_plan *plan, const cf_rows *rows, void *memory, double *margins) {
    cf_mask_scratch *scratch = memory;
    const size_t row_bytes = rows->stride * (rows->width == CF_FLOAT32 ? sizeof(float) : sizeof(double));
    const char *row = rows->start;
    memset(scratch->codes, 0, sizeof scratch->codes);
    for (size_t r = 0; r < rows->count; r++, row += row_bytes, margins += plan->output_count) {
        cf_pair_codes(plan->numeric, plan->pair_count, row, rows->width, plan->input_width, scratch->codes);
        cf_codes(plan->numeric + plan->pair_count, plan->rule_ends, row, rows->width, plan->input_width,
                 scratch->codes + 2 * plan->pair_count);
        for (uint32_t c = 0; c < plan->categorical_count; c++) {
            const cf_row_categorical *column = &plan->categorical[c];
            scratch->ranks[c] = cf_rank(column, cf_category_number(row, column->feature, rows->width, plan->input_width));
        }
        switch (plan->table_count) {
#if !defined(CF_MASK_ANY_TABLES)
        case 1: cf_walk_masks1(plan, scratch, margins); break;
        case 2: cf_walk_masks2(plan, scratch, margins); break;
        case 3: cf_walk_masks3(plan, scratch, margins); break;
#endif
        default: cf_walk_masks4(plan, scratch, margins);
        }
    }
}
