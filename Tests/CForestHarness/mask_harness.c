// The kernel over masks for AVX2 against the portable one, which reads the same tables byte by byte, on random plans: bit by bit. Whether a
// forest becomes the right plan, and the portable kernel scores it, is for the tests of Forest. Without dependencies, as slice_harness:
//
//   clang -O2 -ISources/CForest/include Sources/CForest/*.c Tests/CForestHarness/mask_harness.c -lm -o harness
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
#define HARNESS "mask_harness"
#include "harness.h"

enum { runs_max = 5, trees_max = 132, rows_max = 20, outputs_max = 7, categorical_max = 9, ranks_max = 20 };

static double random_number(void) {
    static const double special[] = {0, -0.0, INFINITY, -INFINITY, 1e-35, -1e-35, 1e-36, 2e-35, 1e300, -1e300, 5e-324, 1e-45};
    switch (below(8)) {
    case 0: return special[below(sizeof special / sizeof *special)];
    case 1: return (double)CF_ZERO_BAND * (one_in(2) ? 1 : -1);
    default: return (double)below(600) / 2 - 150;
    }
}

typedef struct model {
    cf_mask_plan plan;
    cf_mask_run runs[runs_max];
    cf_row_numeric numeric[CF_MASK_COLUMNS_MAX];
    cf_row_categorical categorical[categorical_max];
    uint32_t rank_counts[categorical_max];
    uint32_t feature_count;
    void *blocks[512];
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

static void make_numeric(model *m, cf_row_numeric *column) {
    const uint32_t count = 1 + below(one_in(3) ? 16 : 255);
    float *table32 = keep(m, (CF_ROW_COARSE + 256) * sizeof *table32);
    double *table64 = keep(m, (CF_ROW_COARSE + 256) * sizeof *table64);
    double sorted[256];
    for (uint32_t i = 0; i < 256; i++) sorted[i] = i < count ? random_number() : NAN;
    qsort(sorted, count, sizeof *sorted, ascending);
    for (uint32_t i = 0; i < CF_ROW_COARSE + 256; i++) {
        const double t = i >= CF_ROW_COARSE ? sorted[i - CF_ROW_COARSE] : i < 15 ? sorted[16 * i + 15] : NAN;
        const float narrow = (float)t;
        table64[i] = t;
        table32[i] = (double)narrow < t ? nextafterf(narrow, INFINITY) : narrow;
    }
    *column = (cf_row_numeric){
        .feature = below(m->feature_count), .count = (uint16_t)count, .table32 = table32, .table64 = table64};
}

static void make_categorical(model *m, uint32_t index) {
    const uint32_t rank_count = 2 + below(ranks_max - 1), code_count = 1 + below(60);
    uint16_t *ranks = keep(m, code_count * sizeof *ranks);
    for (uint32_t i = 0; i < code_count; i++) ranks[i] = (uint16_t)below(rank_count);
    m->rank_counts[index] = rank_count;
    m->categorical[index] = (cf_row_categorical){
        .feature = below(m->feature_count), .missing_rank = (uint16_t)below(rank_count), .other_rank = (uint16_t)below(rank_count),
        .missing = one_in(2) ? CF_MISSING_ZERO : CF_MISSING_LEFT, .zero_is_missing = (uint8_t)below(2),
        .negative_fraction_is_none = (uint8_t)below(2), .code_count = code_count, .ranks = ranks};
}

// `width`: lanes of a record.
static void make_lane(const model *m, uint8_t *record, uint32_t width, uint32_t lane) {
    const uint32_t count = 2 * m->plan.pair_count + m->plan.rule_ends[CF_ROW_RULES - 1];
    record[lane] = (uint8_t)(count == 0 || one_in(5) ? CF_MASK_NO_COLUMN : below(count));
    record[width + lane] = (uint8_t)(1 + below(255));
}

// Chains of random lengths that hang from one another: a split's light chain begins behind it.
static void make_chains(uint8_t *next, uint64_t *splits, uint8_t *turn_count) {
    const uint32_t split_count = below(32);
    uint32_t open[64] = {0}, depths[64] = {0}, open_count = 1, place = 0, made = 0;
    *splits = 0;
    open[0] = 64;
    while (open_count != 0) {
        open_count--;
        const uint32_t parent = open[open_count], depth = depths[open_count];
        if (parent < 64) next[parent] = (uint8_t)(64 - place);
        if (depth > *turn_count) *turn_count = (uint8_t)depth;
        while (made < split_count && !one_in(4)) {
            *splits |= 1ull << (63 - place);
            open[open_count] = place;
            depths[open_count++] = depth + 1;
            place++;
            made++;
        }
        next[place] = (uint8_t)(64 - place);
        place++;
    }
}

static void make_words(model *m, cf_mask_run *run) {
    const size_t bytes = (run->tree_count * (run->form == CF_MASK_PATHS ? 4 : 8) + 63) / 64 * 64;
    uint64_t *words = keep(m, bytes);
    for (size_t i = 0; i < bytes / 8; i++) words[i] = random_bits();
    run->words = words;
    if (m->plan.categorical_count == 0 || one_in(4)) return;
    const void **by_column = keep(m, m->plan.categorical_count * sizeof *by_column);
    for (uint32_t c = 0; c < m->plan.categorical_count; c++) {
        uint64_t *of_ranks = keep(m, bytes * m->rank_counts[c]);
        for (size_t i = 0; i < bytes * m->rank_counts[c] / 8; i++) of_ranks[i] = random_bits() & random_bits();
        by_column[c] = of_ranks;
    }
    run->category_words = by_column;
}

// Tests that ask something: columns, and `apart` bytes behind them thresholds.
static void make_tests(const model *m, uint8_t *columns, size_t apart, size_t count) {
    const uint32_t column_count = 2 * m->plan.pair_count + m->plan.rule_ends[CF_ROW_RULES - 1];
    for (size_t i = 0; i < count; i++) {
        columns[i] = (uint8_t)(column_count == 0 ? 0 : below(column_count));
        columns[apart + i] = (uint8_t)(1 + below(255));
    }
}

static void make_records(model *m, cf_mask_run *run) {
    if (run->form == CF_MASK_LAYERS) {
        const size_t layers = (size_t)32 << run->layer_count, lots = (run->tree_count + 31) / 32;
        uint8_t *records = keep(m, lots * 2 * layers);
        for (size_t i = 0; i < lots; i++) make_tests(m, records + i * 2 * layers, layers, layers);
        run->records = records;
        return;
    }
    const uint32_t lanes = run->form == CF_MASK_PATHS ? 32 : 64;
    const uint32_t stride = 128;
    uint8_t *records = keep(m, run->tree_count * stride);
    uint64_t *splits = keep(m, run->tree_count * sizeof *splits);
    uint8_t *turn_counts = keep(m, run->tree_count / CF_MASK_LANES);
    for (uint32_t t = 0; t < run->tree_count; t++) {
        uint8_t *record = records + t * stride;
        for (uint32_t lane = 0; lane < lanes; lane++) make_lane(m, record, lanes, lane);
        if (run->form == CF_MASK_PATHS) make_chains(record + 64, &splits[t], &turn_counts[t / CF_MASK_LANES]);
    }
    run->records = records;
    run->splits = splits;
    run->turn_counts = turn_counts;
}

static void make_value(const model *m, char *place) {
    const double value = ((double)(random_bits() >> 11) / 9007199254740992.0 - 0.5) * (one_in(9) ? 1e-9 : 1);
    const float narrow = (float)value;
    if (m->plan.sum_width == CF_FLOAT32) memcpy(place, &narrow, sizeof narrow);
    else memcpy(place, &value, sizeof value);
}

static void make_values(model *m, cf_mask_run *run) {
    const size_t value_bytes = m->plan.sum_width == CF_FLOAT32 ? 4 : 8;
    if (run->form != CF_MASK_LAYERS) {
        char *values = keep(m, run->tree_count * 64 * value_bytes);
        for (size_t i = 0; i < run->tree_count * 64; i++) make_value(m, values + i * value_bytes);
        run->values = values;
        return;
    }
    const size_t tail_bytes = CF_MASK_TAIL_BYTES + 4 * value_bytes, tail_count = (size_t)run->tree_count << run->layer_count;
    char *tails = keep(m, tail_bytes * tail_count);
    for (size_t i = 0; i < tail_count; i++) {
        char *tail = tails + i * tail_bytes;
        make_tests(m, (uint8_t *)tail, CF_MASK_TAIL_BYTES / 2, 3);
        for (size_t leaf = 0; leaf < 4; leaf++) make_value(m, tail + CF_MASK_TAIL_BYTES + leaf * value_bytes);
    }
    run->values = tails;
}

static void make_run(model *m, cf_mask_run *run) {
    run->form = below(3);
    run->layer_count = one_in(2) ? 4 : 6;
    const uint32_t lanes = run->form == CF_MASK_LAYERS ? CF_MASK_TAIL_LANES : CF_MASK_LANES;
    run->tree_count = lanes * (1 + below(one_in(3) ? trees_max / lanes : 3));
    make_records(m, run);
    make_words(m, run);
    make_values(m, run);
    if (m->plan.output_count == 1) return;
    uint16_t *outputs = keep(m, run->tree_count * sizeof *outputs);
    for (uint32_t t = 0; t < run->tree_count; t++) outputs[t] = (uint16_t)below(m->plan.output_count);
    run->outputs = outputs;
}

static void make_model(model *m) {
    memset(m, 0, sizeof *m);
    m->feature_count = 1 + below(100);
    cf_mask_plan *plan = &m->plan;
    plan->runs = m->runs;
    plan->run_count = 1 + below(runs_max);
    plan->output_count = one_in(3) ? 1 + below(outputs_max) : 1;
    plan->input_width = (uint8_t)below(2);
    plan->sum_width = (uint8_t)below(2);
    plan->numeric = m->numeric;
    plan->categorical = m->categorical;
    const uint32_t count = one_in(20) ? 0 : 1 + below(CF_MASK_COLUMNS_MAX);
    plan->table_count = count == 0 ? 1 : (count + CF_MASK_TABLE - 1) / CF_MASK_TABLE;
    plan->pair_count = one_in(2) ? below(count / 2 + 1) : 0;
    const uint32_t others = count - 2 * plan->pair_count;
    for (uint32_t c = 0; c < plan->pair_count + others; c++) make_numeric(m, &m->numeric[c]);
    for (uint32_t r = 0; r < CF_ROW_RULES; r++) {
        const uint32_t begin = r == 0 ? 0 : plan->rule_ends[r - 1];
        plan->rule_ends[r] = r == CF_ROW_RULES - 1 ? others : begin + below(others - begin + 1);
    }
    plan->categorical_count = one_in(2) ? below(categorical_max + 1) : 0;
    for (uint32_t c = 0; c < plan->categorical_count; c++) make_categorical(m, c);
    for (uint32_t i = 0; i < plan->run_count; i++) make_run(m, &m->runs[i]);
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

static bool check(const model *m, cf_mask_kernel *kernel, void *scratch, uint64_t seed) {
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
        if (one_in(3)) value = (double)below(70) - 3;
        const float narrow = (float)value;
        if (width == CF_FLOAT32) memcpy(start + 4 * i, &narrow, 4);
        else memcpy(start + 8 * i, &value, 8);
    }
    double margins[rows_max * outputs_max], expected[rows_max * outputs_max];
    for (uint32_t i = 0; i < row_count * outputs; i++) margins[i] = expected[i] = (double)(float)random_number();
    const cf_rows rows = {.start = start, .stride = stride, .count = row_count, .width = width};
    kernel(&m->plan, &rows, scratch, margins);
    cf_mask_portable(&m->plan, &rows, scratch, expected);
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
        for (int i = 0; i < 3; i++) failures += !check(m, cf_mask_avx2, scratch, seed);
        for (uint32_t i = 0; i < m->block_count; i++) free(m->blocks[i]);
    }
    free(scratch);
    free(m);
    printf("masks: %u plans, %u differences\n", plans, failures);
    return failures > 0;
}
