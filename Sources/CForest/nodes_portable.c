// Few rows, split by split, over the tables of the kernels that answer 64 splits at once: what those are compared with.

#include <stdbool.h>
#include <string.h>

#include "nodes.h"

#pragma STDC FP_CONTRACT OFF

// The number of a slot, as the comparison sees it.
static double number_of_slot(const cf_node_columns *columns, const void *row, uint32_t width, bool is64, uint32_t slot) {
    const uint32_t feature = columns->features
                                 ? columns->features[slot]
                                 : columns->tiles[slot / CF_NODE_TILE_SLOTS].first + slot % CF_NODE_TILE_SLOTS;
    const double number = width == CF_FLOAT32 ? (double)((const float *)row)[feature] : ((const double *)row)[feature];
    return is64 ? number : (double)(float)number;
}

// How many of 16 thresholds are <= value.
static uint32_t passed(const cf_node_columns *columns, bool is64, size_t place, double value) {
    uint32_t count = 0;
    for (size_t i = place; i < place + 16; i++) count += value >= (is64 ? columns->tables64[i] : (double)columns->tables32[i]);
    return count;
}

static uint8_t code(const cf_node_columns *columns, const void *row, uint32_t width, bool is64, uint32_t column) {
    const uint32_t reading = columns->places[column] / CF_NODE_SLOTS_MAX;
    double value = number_of_slot(columns, row, width, is64, columns->places[column] % CF_NODE_SLOTS_MAX);
    if (reading == CF_NODE_ZERO_IS_NAN && value >= -(double)CF_ZERO_BAND && value <= (double)CF_ZERO_BAND) {
        value = __builtin_nan("");
    }
    if (reading == CF_NODE_NAN_IS_ZERO && value != value) value = 0;
    const uint64_t *right = reading == CF_NODE_ZERO_IS_NAN ? columns->zero_right : columns->nan_right;
    if (value != value) return right[column / 64] >> column % 64 & 1 ? 255 : 0;
    const size_t table = (size_t)column * CF_NODE_TABLE_ENTRIES;
    const uint32_t coarse = column < columns->short_count ? 0 : passed(columns, is64, table, value);
    return (uint8_t)(16 * coarse + passed(columns, is64, table + CF_ROW_COARSE + 16 * coarse, value));
}

static uint32_t leaf_of_heap(const cf_node_tests *tests, const uint8_t *codes) {
    uint32_t node = 1;
    while (node < 64) node = 2 * node + (codes[tests->columns[63 - node]] > tests->thresholds[63 - node]);
    return node - 64;
}

static uint32_t leaf_of_deep(const cf_node_tests *tests, const cf_node_subtree *subtrees, const uint8_t *codes) {
    const uint32_t place = leaf_of_heap(tests, codes);
    const cf_node_subtree *s = &subtrees[place];
    const uint32_t upper = codes[s->columns[0]] > s->thresholds[0];
    return 4 * place + 2 * upper + (codes[s->columns[1 + upper]] > s->thresholds[1 + upper]);
}

static uint32_t leaf_of_match(const cf_node_tests *tests, uint32_t first, const cf_node_match *match, const uint8_t *codes) {
    uint32_t answers = 0, leaf = 0;
    for (uint32_t i = 0; i < 32; i++) answers |= (uint32_t)(codes[tests->columns[first + i]] > tests->thresholds[first + i]) << i;
    while (leaf < 31 && (answers & match->care[leaf]) != match->wanted[leaf]) leaf++;
    return leaf;
}

// Where the value is that a tree of a run adds.
static size_t value_place(const cf_node_run *run, uint32_t tree, const uint8_t *codes) {
    switch (run->form) {
    case CF_NODE_HEAP: return 64 * (size_t)tree + leaf_of_heap(&run->tests[tree], codes);
    case CF_NODE_DEEP: return 256 * (size_t)tree + leaf_of_deep(&run->tests[tree], run->subtrees + 64 * (size_t)tree, codes);
    default: return 32 * (size_t)tree + leaf_of_match(&run->tests[tree / 2], 32 * (tree % 2), &run->matches[tree], codes);
    }
}

static void add_run(const cf_node_plan *plan, const cf_node_run *run, const uint8_t *codes, double *margins) {
    for (uint32_t tree = 0; tree < run->tree_count; tree++) {
        const size_t place = value_place(run, tree, codes);
        double *margin = &margins[run->outputs ? run->outputs[tree] : 0];
        if (plan->sum_width == CF_FLOAT64) *margin += ((const double *)run->values)[place];
        else *margin = (double)((float)*margin + ((const float *)run->values)[place]);
    }
}

void cf_node_portable(const cf_node_plan *plan, const cf_rows *rows, void *scratch, double *margins) {
    const cf_node_columns *columns = plan->columns;
    const bool is64 = rows->width == CF_FLOAT64 && plan->input_width == CF_FLOAT64;
    const size_t row_bytes = rows->stride * (rows->width == CF_FLOAT32 ? sizeof(float) : sizeof(double));
    const char *row = rows->start;
    uint8_t *codes = scratch;
    memset(codes, 0, CF_NODE_COLUMNS_MAX);
    for (size_t r = 0; r < rows->count; r++, row += row_bytes, margins += plan->output_count) {
        for (uint32_t c = 0; c < columns->count; c++) codes[c] = code(columns, row, rows->width, is64, c);
        for (uint32_t i = 0; i < plan->run_count; i++) add_run(plan, &plan->runs[i], codes, margins);
    }
}
