// The node-parallel kernel for AVX-512 against the portable one, which reads the same tables one by one, on random plans: bit by bit. Whether a
// forest becomes the right plan, and the portable kernel scores it, is for the tests of Forest. Without dependencies, as slice_harness:
//
//   clang -O2 -ISources/CForest/include Sources/CForest/*.c Tests/CForestHarness/node_harness.c -lm -o harness
//   harness [PLANS [SEED]]

#define _GNU_SOURCE
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CForest.h"
#define HARNESS "node_harness"
#include "harness.h"

enum { runs_max = 5, trees_max = 264, rows_max = 40, outputs_max = 7 };

// Thresholds and inputs sit on one another: small integers and halves, and what is special.
static double random_number(void) {
    static const double special[] = {0, -0.0, INFINITY, -INFINITY, 1e-35, -1e-35, 1e-36, 2e-35, 1e300, -1e300, 5e-324, 1e-45};
    switch (below(8)) {
    case 0: return special[below(sizeof special / sizeof *special)];
    case 1: return (double)CF_ZERO_BAND * (one_in(2) ? 1 : -1);
    case 2: return ((double)(random_bits() >> 11) / 9007199254740992.0 - 0.5) * 8;
    default: return (double)below(600) / 2 - 150;
    }
}

typedef struct model {
    cf_node_plan plan;
    cf_node_columns columns;
    cf_node_run runs[runs_max];
    uint32_t feature_count;
    void *blocks[64];
    uint32_t block_count;
} model;

static void *keep(model *m, size_t bytes) {
    if (m->block_count == sizeof m->blocks / sizeof *m->blocks) fail("too many blocks");
    return m->blocks[m->block_count++] = aligned(bytes);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// The last threshold may be one that nothing reaches.
static void make_table(model *m, uint32_t column, float *table32, double *table64) {
    const bool is_short = column < m->columns.short_count;
    const uint32_t count = 1 + below(is_short ? 16 : 255);
    double sorted[256];
    for (uint32_t i = 0; i < 256; i++) sorted[i] = i < count ? random_number() : NAN;
    qsort(sorted, count, sizeof *sorted, ascending);
    if (one_in(3)) sorted[count - 1] = NAN;
    for (uint32_t i = 0; i < CF_NODE_TABLE_ENTRIES; i++) {
        const double t = i >= CF_ROW_COARSE ? sorted[i - CF_ROW_COARSE] : i < 15 ? sorted[16 * i + 15] : NAN;
        const float narrow = (float)t;
        table64[i] = t;
        table32[i] = (double)narrow < t ? nextafterf(narrow, INFINITY) : narrow;
    }
}

static void make_tiles(model *m) {
    cf_node_columns *c = &m->columns;
    const bool is_together = one_in(3);
    c->tile_count = 1 + below(CF_NODE_TILES_MAX);
    uint32_t first = is_together ? 0 : below(20);
    for (uint32_t i = 0; i < c->tile_count; i++) {
        const bool is_last = i == c->tile_count - 1;
        const uint32_t width = is_last ? 1 + below(CF_NODE_TILE_SLOTS) : CF_NODE_TILE_SLOTS;
        c->tiles[i] = (cf_node_tile){first, (1u << width) - 1};
        first += width + (is_together || is_last ? 0 : below(50));
    }
    // The last tile's last number is the row's last.
    m->feature_count = first;
    if (!is_together) return;
    m->feature_count = first + below(1000);
    uint32_t *features = keep(m, first * sizeof *features);
    for (uint32_t i = 0; i < first; i++) features[i] = one_in(20) ? m->feature_count - 1 : below(m->feature_count);
    c->features = features;
    c->feature_count = first;
}

static void make_columns(model *m) {
    cf_node_columns *c = &m->columns;
    make_tiles(m);
    c->count = one_in(20) ? 0 : 1 + below(one_in(2) ? 64 : CF_NODE_COLUMNS_MAX);
    c->short_count = below(c->count + 1);
    float *tables32 = keep(m, CF_NODE_COLUMNS_MAX * CF_NODE_TABLE_ENTRIES * sizeof *tables32);
    double *tables64 = keep(m, CF_NODE_COLUMNS_MAX * CF_NODE_TABLE_ENTRIES * sizeof *tables64);
    for (uint32_t i = 0; i < c->count; i++) {
        make_table(m, i, tables32 + i * CF_NODE_TABLE_ENTRIES, tables64 + i * CF_NODE_TABLE_ENTRIES);
        const uint32_t tile = below(c->tile_count), reading = below(CF_NODE_READINGS);
        const uint32_t slot = CF_NODE_TILE_SLOTS * tile + below((uint32_t)__builtin_popcount(c->tiles[tile].mask));
        c->places[i] = (uint16_t)(CF_NODE_SLOTS_MAX * reading + slot);
        c->slots[i] = (uint8_t)slot;
        const uint64_t bit = one_in(2) ? (uint64_t)1 << i % 64 : 0;
        if (reading == CF_NODE_AS_IS) c->nan_right[i / 64] |= bit;
        if (reading == CF_NODE_ZERO_IS_NAN) c->zero_right[i / 64] |= bit;
    }
    c->tables32 = tables32;
    c->tables64 = m->plan.input_width == CF_FLOAT64 ? tables64 : NULL;
}

static void make_test(const model *m, uint8_t *column, uint8_t *threshold) {
    const bool is_none = m->columns.count == 0 || one_in(10);
    *column = is_none ? 0 : (uint8_t)below(m->columns.count);
    *threshold = is_none ? CF_NODE_THRESHOLD_NEVER : (uint8_t)below(*column < m->columns.short_count ? 16 : 255);
}

// A tree grown by splitting a leaf again and again; leaf l cares for the splits above it.
static void make_match(const model *m, cf_node_tests *tests, uint32_t first_lane, cf_node_match *match) {
    const uint32_t splits = below(32);
    for (uint32_t i = 0; i < 32; i++) match->wanted[i] = 1;
    match->wanted[0] = 0;
    for (uint32_t split = 0; split < splits; split++) {
        const uint32_t leaf = below(split + 1), bit = 1u << split;
        make_test(m, &tests->columns[first_lane + split], &tests->thresholds[first_lane + split]);
        match->care[leaf] |= bit;
        match->care[split + 1] = match->care[leaf];
        match->wanted[split + 1] = match->wanted[leaf] | bit;
    }
}

static void make_run(model *m, cf_node_run *run) {
    static const uint32_t value_counts[] = {64, 256, 32};
    run->form = below(3);
    run->tree_count = CF_NODE_LANES * (1 + below(one_in(3) ? trees_max / CF_NODE_LANES : 3));
    const bool is_match = run->form == CF_NODE_MATCH;
    const uint32_t tests_count = is_match ? run->tree_count / 2 : run->tree_count;
    cf_node_tests *tests = keep(m, tests_count * sizeof *tests);
    memset(tests, CF_NODE_THRESHOLD_NEVER, tests_count * sizeof *tests);
    for (uint32_t i = 0; i < tests_count; i++) {
        memset(tests[i].columns, 0, 64);
        for (uint32_t lane = 0; lane < 64 && !is_match; lane++) make_test(m, &tests[i].columns[lane], &tests[i].thresholds[lane]);
    }
    if (run->form == CF_NODE_DEEP) {
        cf_node_subtree *subtrees = keep(m, run->tree_count * 64 * sizeof *subtrees);
        for (uint32_t i = 0; i < run->tree_count * 64; i++) {
            for (int node = 0; node < 4; node++) make_test(m, &subtrees[i].columns[node], &subtrees[i].thresholds[node]);
        }
        run->subtrees = subtrees;
    }
    if (is_match) {
        cf_node_match *matches = keep(m, run->tree_count * sizeof *matches);
        for (uint32_t t = 0; t < run->tree_count; t++) make_match(m, &tests[t / 2], 32 * (t % 2), &matches[t]);
        run->matches = matches;
    }
    run->tests = tests;
    const uint32_t value_count = run->tree_count * value_counts[run->form];
    float *values32 = keep(m, value_count * sizeof(double));
    double *values64 = (double *)values32;
    for (uint32_t i = 0; i < value_count; i++) {
        const double value = ((double)(random_bits() >> 11) / 9007199254740992.0 - 0.5) * (one_in(9) ? 1e-9 : 1);
        if (m->plan.sum_width == CF_FLOAT32) values32[i] = (float)value;
        else values64[i] = value;
    }
    run->values = values32;
    if (m->plan.output_count == 1) return;
    uint16_t *outputs = keep(m, run->tree_count * sizeof *outputs);
    for (uint32_t t = 0; t < run->tree_count; t++) outputs[t] = (uint16_t)below(m->plan.output_count);
    run->outputs = outputs;
}

static void make_model(model *m) {
    memset(m, 0, sizeof *m);
    m->plan.columns = &m->columns;
    m->plan.runs = m->runs;
    m->plan.run_count = 1 + below(runs_max);
    m->plan.output_count = one_in(3) ? 1 + below(outputs_max) : 1;
    m->plan.input_width = (uint8_t)below(2);
    m->plan.sum_width = (uint8_t)below(2);
    make_columns(m);
    for (uint32_t i = 0; i < m->plan.run_count; i++) make_run(m, &m->runs[i]);
}

// Rows that end where a page begins that nobody may touch.
typedef struct guarded {
    uint8_t *start;
    size_t bytes;
} guarded;

static guarded make_guarded(size_t bytes) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    guarded g = {.bytes = (bytes + page - 1) / page * page + page};
    g.start = mmap(NULL, g.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g.start == MAP_FAILED || mprotect(g.start + g.bytes - page, page, PROT_NONE) != 0) fail("no memory");
    return g;
}

static bool check(const model *m, cf_node_kernel *kernel, void *scratch, uint64_t seed) {
    const uint32_t row_count = 1 + below(one_in(2) ? 3 : rows_max), outputs = m->plan.output_count;
    const uint8_t width = (uint8_t)below(2);
    const size_t number_bytes = width == CF_FLOAT32 ? 4 : 8;
    const size_t stride = m->feature_count + (one_in(2) ? below(7) : 0);
    const size_t bytes = ((row_count - 1) * stride + m->feature_count) * number_bytes;
    guarded memory = make_guarded(bytes);
    uint8_t *start = memory.start + memory.bytes - (size_t)sysconf(_SC_PAGESIZE) - bytes;
    for (size_t i = 0; i < bytes / number_bytes; i++) {
        double value = one_in(10) ? NAN : random_number();
        if (one_in(8)) value = nextafter(value, one_in(2) ? INFINITY : -INFINITY);
        const float narrow = (float)value;
        if (width == CF_FLOAT32) memcpy(start + 4 * i, &narrow, 4);
        else memcpy(start + 8 * i, &value, 8);
    }
    double margins[rows_max * outputs_max], expected[rows_max * outputs_max];
    for (uint32_t i = 0; i < row_count * outputs; i++) margins[i] = expected[i] = (double)(float)random_number();
    const cf_rows rows = {.start = start, .stride = stride, .count = row_count, .width = width};
    kernel(&m->plan, &rows, scratch, margins);
    cf_node_portable(&m->plan, &rows, scratch, expected);
    bool is_right = true;
    for (uint32_t i = 0; i < row_count * outputs && is_right; i++) {
        if (memcmp(&expected[i], &margins[i], 8) == 0 || (expected[i] != expected[i] && margins[i] != margins[i])) continue;
        fprintf(
            stderr, "seed %llu: row %u of %u, output %u: %.17g instead of %.17g\n", (unsigned long long)seed, i / outputs, row_count,
            i % outputs, margins[i], expected[i]);
        is_right = false;
    }
    munmap(memory.start, memory.bytes);
    return is_right;
}

int main(int count, char **arguments) {
    const uint32_t plans = count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 10) : 200;
    const uint64_t first = count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    model *m = aligned(sizeof *m);
    void *scratch = aligned(CF_SCRATCH_BYTES);
    uint32_t failures = 0;
    for (uint64_t seed = first; seed < first + plans; seed++) {
        random_state = seed;
        make_model(m);
        for (int i = 0; i < 3; i++) failures += !check(m, cf_node_avx512vbmi, scratch, seed);
        for (uint32_t i = 0; i < m->block_count; i++) free(m->blocks[i]);
    }
    free(scratch);
    free(m);
    printf("nodes: %u plans, %u differences\n", plans, failures);
    return failures > 0;
}
