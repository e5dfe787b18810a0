// What kernels for few rows have in common. Before it is included, an instruction set defines CF_KERNEL, CF_TARGET, CF_INLINE and
//   void cf_answer32(const cf_row_numeric *column, cf_row_rule rule, float value, uint8_t *answers)
//   void cf_answer64(const cf_row_numeric *column, cf_row_rule rule, double value, uint8_t *answers)
//   void cf_answer_words(const uint32_t *words, uint32_t word_count, uint8_t *answers)
// `rule` is a constant everywhere.

#include <stdbool.h>
#include <string.h>

#include "rows.h"

#pragma STDC FP_CONTRACT OFF

enum { cf_lanes = CF_ROW_LANES };

// What a walk adds to: one sum in a register, or those of all outputs in memory.
typedef struct cf_sums {
    float sum32;
    double sum64;
    float *sums32;
    double *sums64;
} cf_sums;

typedef struct cf_scratch_layout {
    _Alignas(64) uint8_t answers[CF_ROW_ANSWERS_MAX + CF_ROW_ANSWERS_SLACK];
    float sums32[CF_ROW_OUTPUTS_MAX];
} cf_scratch_layout;

_Static_assert(sizeof(cf_scratch_layout) <= ((size_t)1 << 20), "the layout fits CF_SCRATCH_BYTES");

// Keeps the compiler from merging the additions of two levels, which costs more instructions than it saves.
#define CF_KEEP(place) __asm__("" : "+r"(place))

CF_INLINE uint32_t cf_rank(const cf_row_categorical *column, double value) {
    if (column->zero_is_missing && value >= -(double)CF_ZERO_BAND && value <= (double)CF_ZERO_BAND) value = __builtin_nan("");
    if (column->missing == CF_MISSING_ZERO && value != value) value = 0;
    if (value != value) return column->missing_rank;
    const bool has_rank = value > -1 && value < column->code_count && !(column->negative_fraction_is_none && value < 0);
    return has_rank ? column->ranks[(int32_t)value] : column->other_rank;
}

CF_INLINE void cf_answer_category(const cf_row_categorical *column, double value, uint8_t *answers) {
    const uint32_t rank = cf_rank(column, value);
    cf_answer_words(column->words + (size_t)rank * column->word_count, column->word_count, answers + column->first_answer);
}

#define CF_EACH_RULE(answer, number)                                                                                           \
    do {                                                                                                                       \
        uint32_t c = 0;                                                                                                        \
        for (; c < group->rule_ends[0]; c++) answer(&numeric[c], CF_ROW_MISSING_LEFT, (number)row[numeric[c].feature], answers);   \
        for (; c < group->rule_ends[1]; c++) answer(&numeric[c], CF_ROW_MISSING_RIGHT, (number)row[numeric[c].feature], answers);  \
        for (; c < group->rule_ends[2]; c++) answer(&numeric[c], CF_ROW_MISSING_ZERO, (number)row[numeric[c].feature], answers);   \
        for (; c < group->rule_ends[3]; c++) answer(&numeric[c], CF_ROW_ZERO_LEFT, (number)row[numeric[c].feature], answers);      \
        for (; c < group->rule_ends[4]; c++) answer(&numeric[c], CF_ROW_ZERO_RIGHT, (number)row[numeric[c].feature], answers);     \
        for (c = 0; c < group->categorical_count; c++)                                                                         \
            cf_answer_category(&group->categorical[c], (number)row[group->categorical[c].feature], answers);                   \
    } while (0)

CF_INLINE void cf_answer_row(const cf_row_group *group, const void *start, uint32_t width, uint32_t input_width, uint8_t *answers) {
    const cf_row_numeric *numeric = group->numeric;
    if (width == CF_FLOAT32) {
        const float *row = start;
        CF_EACH_RULE(cf_answer32, float);
    } else if (input_width == CF_FLOAT32) {
        const double *row = start;
        CF_EACH_RULE(cf_answer32, float);
    } else {
        const double *row = start;
        CF_EACH_RULE(cf_answer64, double);
    }
}

// A lot's tree adds a value: to the one sum, or to that of the tree's output.
CF_INLINE void cf_add(cf_sums *sums, bool is64, bool is_many, const uint16_t *output, const void *value) {
    if (is64) {
        if (is_many) sums->sums64[*output] += *(const double *)value;
        else sums->sum64 += *(const double *)value;
    } else {
        if (is_many) sums->sums32[*output] += *(const float *)value;
        else sums->sum32 += *(const float *)value;
    }
}

// Where the test of a node is that lies `path` nodes behind the first of its level.
CF_INLINE uintptr_t cf_test_place(uint32_t levels, uint32_t level, uintptr_t path) {
    if (levels <= CF_ROW_HEAP_LEVELS || level + CF_ROW_BLOCK_LEVELS < levels) return ((uintptr_t)1 << level) + path;
    switch (level + CF_ROW_BLOCK_LEVELS - levels) {
    case 0: return CF_ROW_BLOCKS_FIRST + 8 * path + 1;
    case 1: return CF_ROW_BLOCKS_FIRST + 4 * path + 3;
    default: return CF_ROW_BLOCKS_FIRST + 2 * path;
    }
}

// Complete trees of `levels` levels. `is_many`: there are several outputs.
CF_INLINE void cf_walk_complete(
    const cf_row_run *run, uint32_t levels, bool is64, bool is_many, const uint8_t *answers, cf_sums *total) {
    const size_t value_bytes = is64 ? sizeof(double) : sizeof(float);
    const size_t leaves = (size_t)1 << levels;
    const size_t stride = levels <= CF_ROW_HEAP_LEVELS ? leaves : CF_ROW_BLOCKS_FIRST + leaves;
    cf_sums sums = *total;
    const uint16_t *tests = run->tests;
    const char *values = run->values;
    const uint16_t *outputs = run->outputs;
    for (uint32_t lot = run->lot_count; lot != 0; lot--) {
        uintptr_t path[cf_lanes];
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < cf_lanes; lane++) path[lane] = answers[tests[lane * stride + 1]];
#pragma clang loop unroll(full)
        for (uint32_t level = 1; level < levels; level++) {
#pragma clang loop unroll(full)
            for (uint32_t lane = 0; lane < cf_lanes; lane++) {
                path[lane] = 2 * path[lane] + answers[tests[lane * stride + cf_test_place(levels, level, path[lane])]];
                CF_KEEP(path[lane]);
            }
        }
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < cf_lanes; lane++) {
            cf_add(&sums, is64, is_many, is_many ? outputs + lane : NULL, values + (lane * leaves + path[lane]) * value_bytes);
        }
        tests += cf_lanes * stride;
        values += cf_lanes * leaves * value_bytes;
        // Two pointers, not one offset: addresses then need no instruction of their own.
        CF_KEEP(tests);
        CF_KEEP(values);
        if (is_many) outputs += cf_lanes;
    }
    *total = sums;
}

// Trees of any shape: those that have come to a leaf stay there until all have.
CF_INLINE void cf_walk_any(
    const cf_row_group *group, const cf_row_run *run, bool is64, bool is_many, const uint8_t *answers, cf_sums *total) {
    const size_t value_bytes = is64 ? sizeof(double) : sizeof(float);
    const cf_row_node *nodes = group->nodes;
    const char *values = group->values;
    cf_sums sums = *total;
    const uint16_t *outputs = run->outputs;
    for (const cf_row_lot *lot = run->lots, *end = lot + run->lot_count; lot < end; lot++) {
        uintptr_t place[cf_lanes];
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < cf_lanes; lane++) place[lane] = lot->roots[lane];
        for (uint32_t level = 0; level < lot->depth; level += 2) {
#pragma clang loop unroll(full)
            for (uint32_t lane = 0; lane < cf_lanes; lane++) {
                const cf_row_node *node = nodes + place[lane];
                place[lane] = place[lane] + node->step + answers[node->answer];
                CF_KEEP(place[lane]);
            }
            uintptr_t moved = 0;
#pragma clang loop unroll(full)
            for (uint32_t lane = 0; lane < cf_lanes; lane++) {
                const cf_row_node *node = nodes + place[lane];
                const uintptr_t step = node->step;
                moved |= step;
                place[lane] = place[lane] + step + answers[node->answer];
                CF_KEEP(place[lane]);
            }
            if (moved == 0) break;
        }
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < cf_lanes; lane++) {
            cf_add(&sums, is64, is_many, is_many ? outputs + lane : NULL, values + place[lane] * value_bytes);
        }
        if (is_many) outputs += cf_lanes;
    }
    *total = sums;
}

CF_INLINE void cf_walk_run(
    const cf_row_group *group, const cf_row_run *run, bool is64, bool is_many, const uint8_t *answers, cf_sums *sums) {
    switch (run->level_count) {
    case 0: cf_walk_any(group, run, is64, is_many, answers, sums); break;
    case 1: cf_walk_complete(run, 1, is64, is_many, answers, sums); break;
    case 2: cf_walk_complete(run, 2, is64, is_many, answers, sums); break;
    case 3: cf_walk_complete(run, 3, is64, is_many, answers, sums); break;
    case 4: cf_walk_complete(run, 4, is64, is_many, answers, sums); break;
    case 5: cf_walk_complete(run, 5, is64, is_many, answers, sums); break;
    case 6: cf_walk_complete(run, 6, is64, is_many, answers, sums); break;
    case 7: cf_walk_complete(run, 7, is64, is_many, answers, sums); break;
    default: cf_walk_complete(run, 8, is64, is_many, answers, sums); break;
    }
}

CF_TARGET static __attribute__((noinline)) void cf_walk_one32(
    const cf_row_group *group, const uint8_t *answers, double *margin) {
    cf_sums sums = {.sum32 = (float)*margin};
    for (uint32_t r = 0; r < group->run_count; r++) cf_walk_run(group, &group->runs[r], false, false, answers, &sums);
    *margin = (double)sums.sum32;
}

CF_TARGET static __attribute__((noinline)) void cf_walk_one64(
    const cf_row_group *group, const uint8_t *answers, double *margin) {
    cf_sums sums = {.sum64 = *margin};
    for (uint32_t r = 0; r < group->run_count; r++) cf_walk_run(group, &group->runs[r], true, false, answers, &sums);
    *margin = sums.sum64;
}

CF_TARGET static __attribute__((noinline)) void cf_walk_many32(
    const cf_row_group *group, uint32_t output_count, cf_scratch_layout *scratch, double *margins) {
    cf_sums sums = {.sums32 = scratch->sums32};
    for (uint32_t o = 0; o < output_count; o++) sums.sums32[o] = (float)margins[o];
    for (uint32_t r = 0; r < group->run_count; r++) {
        cf_walk_run(group, &group->runs[r], false, true, scratch->answers, &sums);
    }
    for (uint32_t o = 0; o < output_count; o++) margins[o] = (double)sums.sums32[o];
}

CF_TARGET static __attribute__((noinline)) void cf_walk_many64(
    const cf_row_group *group, const uint8_t *answers, double *margins) {
    cf_sums sums = {.sums64 = margins};
    for (uint32_t r = 0; r < group->run_count; r++) cf_walk_run(group, &group->runs[r], true, true, answers, &sums);
}

CF_INLINE void cf_walk(
    const cf_row_group *group, uint32_t output_count, bool is64, cf_scratch_layout *scratch, double *margins) {
    if (output_count == 1) {
        if (is64) cf_walk_one64(group, scratch->answers, margins);
        else cf_walk_one32(group, scratch->answers, margins);
    } else {
        if (is64) cf_walk_many64(group, scratch->answers, margins);
        else cf_walk_many32(group, output_count, scratch, margins);
    }
}

CF_TARGET static __attribute__((noinline)) void cf_answers(
    const cf_row_group *group, const void *row, uint32_t width, uint32_t input_width, uint8_t *answers) {
    cf_answer_row(group, row, width, input_width, answers);
}

CF_TARGET void CF_KERNEL(const cf_row_plan *plan, const cf_rows *rows, void *memory, double *margins) {
    cf_scratch_layout *scratch = memory;
    scratch->answers[CF_ROW_ANSWER_LEFT] = 0;
    const size_t row_bytes = rows->stride * (rows->width == CF_FLOAT32 ? sizeof(float) : sizeof(double));
    // Rows inside groups: a group's tables are used while they are in the cache.
    for (uint32_t g = 0; g < plan->group_count; g++) {
        const cf_row_group *group = &plan->groups[g];
        const char *row = rows->start;
        double *margin = margins;
        for (size_t r = 0; r < rows->count; r++, row += row_bytes, margin += plan->output_count) {
            cf_answers(group, row, rows->width, plan->input_width, scratch->answers);
            cf_walk(group, plan->output_count, plan->sum_width == CF_FLOAT64, scratch, margin);
        }
    }
}
