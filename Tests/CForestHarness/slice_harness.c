// Bit-sliced kernels against a scalar evaluation of random plans, bit by bit. One program without dependencies, so that it also runs under
// an emulator, cross-compiled, or with sanitizers:
//
//   clang -O2 -ISources/CForest/include Sources/CForest/*.c Tests/CForestHarness/slice_harness.c -lm -o harness
//   harness KERNEL [PLANS [SEED]]
//   harness supported        # this CPU's kernels, without the portable one
//
// Plans are made at the contract's level (slice.h): any lines, any trees and step lists over them. Whether a forest becomes the right plan
// is for the tests of Forest.

#define _GNU_SOURCE
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CForest.h"
#define HARNESS "slice_harness"
#include "harness.h"

enum { features_max = 40, columns_max = 48, lines_max = 3000, pieces_max = 40, groups_max = 3, ops_max = 1 << 16 };

// Numbers that sit on one another: small integers and halves, and what is special.
static double random_number(bool is_narrow) {
    static const double special[] = {0, -0.0, INFINITY, -INFINITY, 1e-35, -1e-35, 1e-36, 2e-35, 1e300, -1e300, 5e-324, 1e-45};
    double number;
    switch (below(8)) {
    case 0: number = special[below(sizeof special / sizeof *special)]; break;
    case 1: number = (double)CF_ZERO_BAND * (one_in(2) ? 1 : -1); break;
    case 2: number = (double)below(600) / 2 - 150; break;
    default: number = ((double)(random_bits() >> 11) / 9007199254740992.0 - 0.5) * 8; break;
    }
    return is_narrow ? (double)(float)number : number;
}

// What the scalar evaluation knows of a line.
typedef struct test {
    uint32_t feature;
    uint8_t missing;
    bool zero_is_missing;
    bool is_categorical;
    double threshold;
    const cf_categorical *column;
    uint32_t line_of_column;
} test;

typedef struct group_tests {
    test *tests;
} group_tests;

typedef struct model {
    cf_slice plan;
    cf_group groups[groups_max];
    group_tests tests[groups_max];
    double starts[CF_SLICE_OUTPUTS_MAX];
    // Inputs that thresholds and codes were made from.
    double values[features_max][512];
    uint32_t value_count[features_max];
    void *blocks[1 << 12];
    uint32_t block_count;
} model;

static void *keep(model *m, size_t bytes) {
    if (m->block_count == sizeof m->blocks / sizeof *m->blocks) fail("too many blocks");
    return m->blocks[m->block_count++] = aligned(bytes);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    if (x != x || y != y) return (x != x) - (y != y);
    return (x > y) - (x < y);
}

static float least_float(double x) {
    float y = (float)x;
    return (double)y < x ? nextafterf(y, INFINITY) : y;
}

static int32_t entry_of(float threshold) {
    if (threshold != threshold) return INT32_MAX;
    int32_t bits;
    memcpy(&bits, &threshold, 4);
    const int32_t size = bits & INT32_MAX;
    return (bits < 0 ? -size : size) - 1;
}

static void make_tables(model *m, cf_numeric *c, const double *sorted) {
    float *sorted32 = keep(m, 256 * 4), *search32 = keep(m, 256 * 4);
    double *sorted64 = keep(m, 256 * 8), *search64 = keep(m, 256 * 8);
    int32_t *sorted_keys = keep(m, 256 * 4), *search_keys = keep(m, 256 * 4);
    for (int i = 0; i < 256; i++) {
        sorted64[i] = i < (int)c->line_count ? sorted[i] : NAN;
        sorted32[i] = sorted64[i] != sorted64[i] ? NAN : least_float(sorted64[i]);
        search32[i] = NAN;
        search64[i] = NAN;
        sorted_keys[i] = entry_of(sorted32[i]);
        search_keys[i] = INT32_MAX;
    }
    for (int level = 0; level < c->level_count; level++) {
        const int step = 1 << (c->level_count - level);
        for (int position = 0; position < 1 << level; position++) {
            int path = 0, place = level <= 3 ? position : position >> (level - 3);
            for (int bit = 0; bit < level; bit++) path |= ((position >> (level - 1 - bit)) & 1) << bit;
            if (level > 3) place |= path >> 3 << 3;
            search_keys[(1 << level) + place] = sorted_keys[position * step + step / 2 - 1];
            search32[(1 << level) + path] = sorted32[position * step + step / 2 - 1];
            search64[(1 << level) + path] = sorted64[position * step + step / 2 - 1];
        }
    }
    c->sorted32 = sorted32;
    c->search32 = search32;
    c->sorted_keys = sorted_keys;
    c->search_keys = search_keys;
    if (m->plan.input_width == CF_FLOAT64) {
        c->sorted64 = sorted64;
        c->search64 = search64;
    }
}

static void make_numeric(model *m, cf_group *g, group_tests *t, uint32_t feature, cf_numeric *c) {
    static const uint32_t counts[] = {1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 63, 64, 100, 127, 128, 200, 224, 254, 255};
    double sorted[256];
    c->slot = feature % CF_SLICE_TILE_FEATURES;
    c->missing = (uint8_t)below(3);
    c->zero_is_missing = one_in(3);
    c->line_count = one_in(3) ? 1 + below(255) : counts[below(sizeof counts / sizeof *counts)];
    c->level_count = 1;
    while ((1u << c->level_count) - 1 < c->line_count) c->level_count++;
    c->first_line = g->line_count;
    for (uint32_t i = 0; i < c->line_count; i++) {
        const bool is_old = m->value_count[feature] > 0 && one_in(4);
        sorted[i] = is_old ? m->values[feature][below(m->value_count[feature])] : random_number(m->plan.input_width == CF_FLOAT32);
        if (m->value_count[feature] < 512) m->values[feature][m->value_count[feature]++] = sorted[i];
    }
    if (one_in(3)) sorted[0] = NAN;
    qsort(sorted, c->line_count, sizeof *sorted, ascending);
    make_tables(m, c, sorted);
    for (uint32_t i = 0; i < c->line_count; i++) {
        t->tests[g->line_count++] = (test){
            .feature = feature, .missing = c->missing, .zero_is_missing = c->zero_is_missing, .threshold = sorted[i]};
    }
}

static void make_categorical(model *m, cf_group *g, group_tests *t, uint32_t feature, cf_categorical *c) {
    const uint32_t known = one_in(3) ? below(2000) : below(200);
    c->slot = feature % CF_SLICE_TILE_FEATURES;
    c->missing = one_in(3) ? CF_MISSING_ZERO : CF_MISSING_LEFT;
    c->zero_is_missing = one_in(4);
    c->negative_fraction_is_none = one_in(2);
    c->code_count = known == 0 ? below(3) : known + below(300);
    c->other_rank = (uint16_t)known;
    c->missing_rank = (uint16_t)(known + 1);
    c->segment_count = (uint16_t)((known + 2 + 255) / 256);
    uint16_t *ranks = keep(m, c->code_count * 2);
    for (uint32_t i = 0; i < c->code_count; i++) ranks[i] = (uint16_t)below(known + 1);
    c->ranks = ranks;
    c->first_line = g->line_count;
    c->line_count = 1 + below(60);
    cf_category_line *lines = keep(m, c->line_count * sizeof *lines);
    const uint32_t chunks_max = c->line_count * c->segment_count;
    cf_chunk *chunks = keep(m, chunks_max * sizeof *chunks);
    uint8_t *segments = keep(m, chunks_max);
    uint32_t count = 0;
    for (uint32_t k = 0; k < c->line_count; k++) {
        lines[k].first_chunk = count;
        for (uint32_t s = 0; s < c->segment_count; s++) {
            if (one_in(3)) continue;
            for (int byte = 0; byte < 32; byte++) chunks[count].left[byte] = (uint8_t)(random_bits() & random_bits());
            // No set holds the rank of unknown codes.
            if (s == c->other_rank / 256u) chunks[count].left[c->other_rank % 256 / 8] &= (uint8_t)~(1 << (c->other_rank % 8));
            segments[count++] = (uint8_t)s;
        }
        lines[k].chunk_count = (uint16_t)(count - lines[k].first_chunk);
        t->tests[g->line_count++] = (test){
            .feature = feature, .missing = c->missing, .zero_is_missing = c->zero_is_missing, .is_categorical = true, .column = c,
            .line_of_column = k};
    }
    c->lines = lines;
    c->chunks = chunks;
    c->segments = segments;
    for (int i = 0; i < 20 && m->value_count[feature] < 512; i++) {
        const double code = (double)below(c->code_count + 5) + (one_in(4) ? 0.5 : 0);
        m->values[feature][m->value_count[feature]++] = one_in(10) ? -code / 4 : one_in(20) ? code * 1e9 : code;
    }
}

// Tiles of sixteen features, in some of which no feature has a column.
static void make_columns(model *m, cf_group *g, group_tests *t) {
    cf_tile *tiles = keep(m, 4 * sizeof *tiles);
    cf_numeric *numeric = keep(m, columns_max * sizeof *numeric);
    cf_categorical *categorical = keep(m, columns_max * sizeof *categorical);
    uint32_t numeric_count = 0, categorical_count = 0;
    t->tests = keep(m, lines_max * sizeof *t->tests);
    const uint32_t density = 1 + below(4);
    for (uint32_t first = 0; first < m->plan.feature_count; first += CF_SLICE_TILE_FEATURES) {
        cf_tile tile = {.first_feature = first, .first_numeric = numeric_count, .first_categorical = categorical_count};
        tile.feature_count = m->plan.feature_count - first < 16 ? m->plan.feature_count - first : 16;
        for (uint32_t f = first; f < first + tile.feature_count; f++) {
            for (int n = 0; n < 2; n++) {
                if (!one_in(density) || numeric_count == columns_max || g->line_count > lines_max - 400) continue;
                make_numeric(m, g, t, f, &numeric[numeric_count++]);
            }
            if (one_in(5 * density) && categorical_count < columns_max && g->line_count < lines_max - 400) {
                make_categorical(m, g, t, f, &categorical[categorical_count++]);
            }
        }
        tile.numeric_count = numeric_count - tile.first_numeric;
        tile.categorical_count = categorical_count - tile.first_categorical;
        if (tile.numeric_count + tile.categorical_count > 0) tiles[g->tile_count++] = tile;
    }
    g->tiles = tiles;
    g->numeric = numeric;
    g->categorical = categorical;
}

// Step s of round r may have any older step of the last rounds as its source, but what it reads must have been written.
static uint32_t make_steps(const cf_group *g, uint32_t bits, uint16_t *ops) {
    const uint32_t rounds = 1 + below(80);
    for (uint32_t i = 0; i < rounds * bits; i++) {
        uint32_t source = one_in(5) || i == 0 ? CF_REACH_SLOT_ALL : CF_REACH_SLOT_NONE;
        if (i > 0 && !one_in(4)) {
            // Not among the slots that this round will overwrite, nor older than the ring.
            const uint32_t age = 1 + below(i < 30 * bits ? i : 30 * bits), step = i - age;
            source = 8 * (step / bits % CF_REACH_ROUNDS) + step % bits;
        }
        ops[2 * i] = (uint16_t)(source * CF_OP_SCALE);
        ops[2 * i + 1] = (uint16_t)(below(g->line_count) * CF_OP_SCALE);
    }
    return 2 * rounds * bits;
}

static void make_pieces(model *m, cf_group *g) {
    cf_piece *pieces = keep(m, pieces_max * sizeof *pieces);
    uint16_t *ops = keep(m, ops_max * sizeof *ops);
    const size_t number_bytes = m->plan.sum_width == CF_FLOAT32 ? 4 : 8;
    uint8_t *planes = keep(m, pieces_max * 256 * number_bytes), *values = keep(m, pieces_max * 256 * number_bytes);
    uint32_t op_count = 0, leaf_bytes = 0;
    const uint32_t depth = below(10), form = below(4);
    g->piece_count = below(pieces_max);
    for (uint32_t p = 0; p < g->piece_count; p++) {
        cf_piece *piece = &pieces[p];
        *piece = (cf_piece){.first_op = op_count, .first_leaf_byte = leaf_bytes};
        piece->output = (uint16_t)(one_in(2) && p > 0 ? pieces[p - 1].output : below(m->plan.output_count));
        if (g->line_count == 0 || one_in(12)) {
            piece->form = CF_FORM_LEAF;
        } else if (form == 0 || (form == 1 && one_in(2))) {
            piece->form = CF_FORM_REACH;
            piece->bits = (uint8_t)(6 + below(3));
            piece->op_count = make_steps(g, piece->bits, ops + op_count);
        } else {
            piece->form = CF_FORM_MUX;
            piece->bits = (uint8_t)(depth >= 1 && depth <= 8 ? depth : 1 + below(8));
            piece->op_count = (1u << piece->bits) - 1;
            for (uint32_t i = 0; i < piece->op_count; i++) ops[op_count + i] = (uint16_t)(below(g->line_count) * CF_OP_SCALE);
        }
        op_count += piece->op_count;
        const uint32_t entries = piece->bits < 6 ? 64 : 1u << piece->bits;
        for (uint32_t i = 0; i < entries; i++) {
            const double number = ((double)(random_bits() >> 11) / 9007199254740992.0 - 0.5) * (one_in(9) ? 1e-9 : 1);
            const float narrow = (float)number;
            uint8_t bytes[8];
            if (number_bytes == 4) memcpy(bytes, &narrow, 4);
            else memcpy(bytes, &number, 8);
            for (size_t b = 0; b < number_bytes; b++) {
                planes[leaf_bytes + b * entries + i] = bytes[b];
                values[leaf_bytes + i * number_bytes + b] = bytes[b];
            }
        }
        leaf_bytes += entries * (uint32_t)number_bytes;
    }
    g->pieces = pieces;
    g->ops = ops;
    g->leaf_planes = planes;
    g->leaf_values = values;
}

static void make_model(model *m) {
    memset(m, 0, sizeof *m);
    m->plan.groups = m->groups;
    m->plan.starts = m->starts;
    m->plan.group_count = 1 + (one_in(4) ? below(groups_max) : 0);
    m->plan.feature_count = 1 + below(features_max);
    m->plan.output_count = one_in(3) ? 1 + below(CF_SLICE_OUTPUTS_MAX) : 1;
    m->plan.input_width = (uint8_t)below(2);
    m->plan.sum_width = (uint8_t)below(2);
    for (uint32_t o = 0; o < m->plan.output_count; o++) {
        m->starts[o] = one_in(3) ? 0 : (double)(float)(((double)below(2000) - 1000) / 777);
    }
    for (uint32_t i = 0; i < m->plan.group_count; i++) {
        make_columns(m, &m->groups[i], &m->tests[i]);
        make_pieces(m, &m->groups[i]);
    }
}

static void free_model(model *m) {
    for (uint32_t i = 0; i < m->block_count; i++) free(m->blocks[i]);
}

// The scalar evaluation.

static uint32_t rank_of(const cf_categorical *c, double value) {
    if (c->zero_is_missing && fabs(value) <= (double)CF_ZERO_BAND) value = NAN;
    if (value != value) {
        if (c->missing != CF_MISSING_ZERO) return c->missing_rank;
        value = 0;
    }
    if (c->negative_fraction_is_none && value < 0) return c->other_rank;
    const double code = trunc(value);
    if (code < 0 || code >= (double)c->code_count) return c->other_rank;
    return c->ranks[(uint32_t)code];
}

static bool goes_right(const test *t, const double *row, bool is_narrow) {
    double value = row[t->feature];
    if (t->is_categorical) {
        const uint32_t rank = rank_of(t->column, value);
        const cf_category_line line = t->column->lines[t->line_of_column];
        for (uint32_t i = line.first_chunk; i < line.first_chunk + line.chunk_count; i++) {
            if (t->column->segments[i] == rank / 256 && (t->column->chunks[i].left[rank % 256 / 8] >> (rank % 8)) & 1) return false;
        }
        return true;
    }
    if (t->zero_is_missing && fabs(value) <= (double)CF_ZERO_BAND) value = NAN;
    if (value != value) {
        if (t->missing != CF_MISSING_ZERO) return t->missing == CF_MISSING_RIGHT;
        value = 0;
    }
    return value >= (is_narrow && t->threshold == t->threshold ? (double)least_float(t->threshold) : t->threshold);
}

static uint32_t leaf_index(const cf_piece *piece, const uint16_t *ops, const bool *right) {
    uint32_t index = 0;
    if (piece->form == CF_FORM_MUX) {
        for (uint32_t bits = piece->bits; bits > 0; bits--) {
            const bool is_right = right[ops[(1u << bits) - 2] / CF_OP_SCALE];
            index = 2 * index + is_right;
            if (is_right) ops += (1u << (bits - 1)) - 1;
        }
    } else if (piece->form == CF_FORM_REACH) {
        bool slots[CF_REACH_SLOTS] = {false};
        slots[CF_REACH_SLOT_ALL] = true;
        for (uint32_t i = 0; 2 * i < piece->op_count; i++) {
            const uint32_t r = i / piece->bits, s = i % piece->bits;
            const bool answer = right[ops[2 * i + 1] / CF_OP_SCALE];
            const bool reached = slots[ops[2 * i] / CF_OP_SCALE] && ((r + s) % 2 ? !answer : answer);
            slots[8 * (r % CF_REACH_ROUNDS) + s] = reached;
            index ^= (uint32_t)reached << s;
        }
    }
    return index;
}

static void score(const model *m, const double *row, bool is_narrow, double *margins) {
    static bool right[lines_max];
    for (uint32_t o = 0; o < m->plan.output_count; o++) margins[o] = m->starts[o];
    for (uint32_t i = 0; i < m->plan.group_count; i++) {
        const cf_group *g = &m->groups[i];
        for (uint32_t l = 0; l < g->line_count; l++) right[l] = goes_right(&m->tests[i].tests[l], row, is_narrow);
        for (uint32_t p = 0; p < g->piece_count; p++) {
            const cf_piece *piece = &g->pieces[p];
            const uint32_t index = leaf_index(piece, g->ops + piece->first_op, right);
            const uint8_t *values = (const uint8_t *)g->leaf_values + piece->first_leaf_byte;
            if (m->plan.sum_width == CF_FLOAT32) {
                margins[piece->output] = (double)((float)margins[piece->output] + ((const float *)values)[index]);
            } else {
                margins[piece->output] += ((const double *)values)[index];
            }
        }
    }
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

static double random_input(const model *m, uint32_t feature) {
    if (one_in(12)) return NAN;
    if (m->value_count[feature] > 0 && one_in(2)) {
        const double value = m->values[feature][below(m->value_count[feature])];
        return one_in(4) ? nextafter(value, one_in(2) ? INFINITY : -INFINITY) : value;
    }
    return random_number(false);
}

static bool check(const model *m, cf_slice_kernel *kernel, void *scratch, uint64_t seed) {
    static const uint32_t counts[] = {1,  2,   3,   7,   8,   9,   15,  16,  17,  31,  33,   63,  64,
                                      65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1025, 1100};
    const uint32_t row_count = one_in(2) ? counts[below(sizeof counts / sizeof *counts)] : 1 + below(1600);
    const uint32_t features = m->plan.feature_count, outputs = m->plan.output_count;
    const uint8_t width = (uint8_t)below(2);
    const size_t number_bytes = width == CF_FLOAT32 ? 4 : 8;
    const size_t stride = features + (one_in(2) ? below(7) : 0);
    const size_t bytes = ((row_count - 1) * stride + features) * number_bytes;
    const bool is_narrow = width == CF_FLOAT32 || m->plan.input_width == CF_FLOAT32;
    guarded memory = make_guarded(bytes);
    uint8_t *start = memory.start + memory.bytes - (size_t)sysconf(_SC_PAGESIZE) - bytes;
    double *inputs = aligned(sizeof(double) * row_count * features);
    for (uint32_t r = 0; r < row_count; r++) {
        for (uint32_t f = 0; f < features; f++) {
            double value = random_input(m, f);
            const float narrow = (float)value;
            if (width == CF_FLOAT32) memcpy(start + (r * stride + f) * 4, &narrow, 4);
            else memcpy(start + (r * stride + f) * 8, &value, 8);
            inputs[r * features + f] = is_narrow ? (double)narrow : value;
        }
    }
    double *margins = aligned(sizeof(double) * row_count * outputs), expected[CF_SLICE_OUTPUTS_MAX];
    const cf_rows rows = {.start = start, .stride = stride, .count = row_count, .width = width};
    kernel(&m->plan, &rows, scratch, margins);
    bool is_right = true;
    for (uint32_t r = 0; r < row_count && is_right; r++) {
        score(m, inputs + r * features, is_narrow, expected);
        for (uint32_t o = 0; o < outputs && is_right; o++) {
            if (memcmp(&expected[o], &margins[r * outputs + o], 8) == 0) continue;
            fprintf(
                stderr, "seed %llu: row %u of %u, output %u: %.17g instead of %.17g\n", (unsigned long long)seed, r, row_count, o,
                margins[r * outputs + o], expected[o]);
            is_right = false;
        }
    }
    free(margins);
    free(inputs);
    munmap(memory.start, memory.bytes);
    return is_right;
}

typedef struct named_kernel {
    const char *name;
    cf_isa isa;
    cf_slice_kernel *kernel;
} named_kernel;

static const named_kernel kernels[] = {
    {"portable", CF_ISA_PORTABLE, cf_slice_portable},
#if defined(__x86_64__)
    {"avx2", CF_ISA_AVX2, cf_slice_avx2},
    {"avx512", CF_ISA_AVX512, cf_slice_avx512},
    {"avx512vbmi", CF_ISA_AVX512_VBMI, cf_slice_avx512vbmi},
#elif defined(__aarch64__)
    {"neon", CF_ISA_NEON, cf_slice_neon},
#endif
};

enum { kernel_count = sizeof kernels / sizeof *kernels };

static cf_slice_kernel *kernel_named(const char *name) {
    for (size_t i = 0; i < kernel_count; i++) {
        if (strcmp(kernels[i].name, name) == 0) return kernels[i].kernel;
    }
    return NULL;
}

static int print_supported(void) {
    for (size_t i = 1; i < kernel_count; i++) {
        if (cf_cpu_has(kernels[i].isa)) printf("%s\n", kernels[i].name);
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "supported") == 0) return print_supported();
    cf_slice_kernel *kernel = count > 1 ? kernel_named(arguments[1]) : NULL;
    if (!kernel) fail("usage: slice_harness KERNEL [PLANS [SEED]], or: slice_harness supported");
    const uint32_t plans = count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 10) : 200;
    const uint64_t first = count > 3 ? strtoull(arguments[3], NULL, 10) : 1;
    model *m = aligned(sizeof *m);
    void *scratch = aligned(CF_SCRATCH_BYTES);
    uint32_t failures = 0;
    for (uint64_t seed = first; seed < first + plans; seed++) {
        random_state = seed;
        make_model(m);
        for (int i = 0; i < 2; i++) failures += !check(m, kernel, scratch, seed);
        free_model(m);
    }
    free(scratch);
    free(m);
    printf("%s: %u plans, %u differences\n", arguments[1], plans, failures);
    return failures > 0;
}
