// Few rows with AVX-512 and its byte permutations (VBMI, VBMI2): Ice Lake, Zen 4 and later.
//
// Numbers of a register are taken out through memory and loaded one by one where their count is eight: gathers are no faster, and much
// slower on CPUs whose microcode fences them.

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

#include "nodes.h"
#include "scratch.h"

#define CF_TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")))
#define CF_INLINE static inline __attribute__((always_inline)) CF_TARGET

#pragma STDC FP_CONTRACT OFF

enum {
    // Trees whose answers are stored before they are read: so many that the first have left the store buffer, so few that their tests
    // stay in the first-level cache for the next row.
    chunk_trees = 128,
    // Rows that share what a chunk loads.
    block_rows = 16,
    lanes = CF_NODE_LANES,
};

// Numbers of the row by reading and slot. Tiles behind the last are not written and no column reads them.
typedef union staged {
    _Alignas(64) float numbers32[CF_NODE_READINGS][CF_NODE_SLOTS_MAX];
    _Alignas(64) double numbers64[CF_NODE_READINGS][CF_NODE_SLOTS_MAX];
} staged;

typedef struct scratch_layout {
    _Alignas(64) uint8_t codes[block_rows][CF_NODE_COLUMNS_MAX];
    staged staged;
    // Features that are brought together, in the rows' width.
    _Alignas(64) double together[CF_NODE_SLOTS_MAX];
    // Answers of a chunk's trees: for one row, or for eight, tree by tree.
    _Alignas(64) uint64_t answers[chunk_trees * lanes];
    float sums32[block_rows][CF_ROW_OUTPUTS_MAX];
} scratch_layout;

_Static_assert(sizeof(scratch_layout) <= CF_SCRATCH_BYTES, "the layout fits CF_SCRATCH_BYTES");

// Slots that are NaN, as they are and where zeros are NaN.
typedef struct missing_slots {
    uint64_t nan[CF_NODE_SLOTS_MAX / 64];
    uint64_t zero[CF_NODE_SLOTS_MAX / 64];
} missing_slots;

CF_INLINE uint32_t stage32(float (*numbers)[CF_NODE_SLOTS_MAX], uint32_t slot, __m512 x, uint32_t *nan) {
    const __m512 band = _mm512_set1_ps(CF_ZERO_BAND), below = _mm512_set1_ps(-CF_ZERO_BAND);
    const __mmask16 ordered = _mm512_cmp_ps_mask(x, x, _CMP_ORD_Q);
    const __mmask16 other = (__mmask16)(_mm512_cmp_ps_mask(x, band, _CMP_GT_OQ) | _mm512_cmp_ps_mask(x, below, _CMP_LT_OQ));
    _mm512_store_ps(&numbers[CF_NODE_AS_IS][slot], x);
    _mm512_store_ps(&numbers[CF_NODE_NAN_IS_ZERO][slot], _mm512_maskz_mov_ps(ordered, x));
    _mm512_store_ps(&numbers[CF_NODE_ZERO_IS_NAN][slot], _mm512_mask_mov_ps(_mm512_set1_ps(__builtin_nanf("")), other, x));
    *nan = (uint16_t)~ordered;
    return (uint16_t)~other;
}

CF_INLINE uint32_t stage64(double (*numbers)[CF_NODE_SLOTS_MAX], uint32_t slot, __m512d x, uint32_t *nan) {
    const __m512d band = _mm512_set1_pd((double)CF_ZERO_BAND), below = _mm512_set1_pd(-(double)CF_ZERO_BAND);
    const __mmask8 ordered = _mm512_cmp_pd_mask(x, x, _CMP_ORD_Q);
    const __mmask8 other = (__mmask8)(_mm512_cmp_pd_mask(x, band, _CMP_GT_OQ) | _mm512_cmp_pd_mask(x, below, _CMP_LT_OQ));
    _mm512_store_pd(&numbers[CF_NODE_AS_IS][slot], x);
    _mm512_store_pd(&numbers[CF_NODE_NAN_IS_ZERO][slot], _mm512_maskz_mov_pd(ordered, x));
    _mm512_store_pd(&numbers[CF_NODE_ZERO_IS_NAN][slot], _mm512_mask_mov_pd(_mm512_set1_pd(__builtin_nan("")), other, x));
    *nan = (uint8_t)~ordered;
    return (uint8_t)~other;
}

// `is64`: the comparison is of doubles; otherwise a row of doubles is rounded here.
CF_INLINE void stage_tile(
    const void *row, cf_node_tile tile, uint32_t slot, bool is_wide, bool is64, staged *staged, missing_slots *missing) {
    uint32_t nan, zero;
    if (!is_wide) {
        const float *first = (const float *)row + tile.first;
        zero = stage32(staged->numbers32, slot, _mm512_maskz_loadu_ps((__mmask16)tile.mask, first), &nan);
    } else {
        const double *first = (const double *)row + tile.first;
        const __m512d low = _mm512_maskz_loadu_pd((__mmask8)tile.mask, first);
        const __m512d high = _mm512_maskz_loadu_pd((__mmask8)(tile.mask >> 8), first + 8);
        if (is64) {
            uint32_t nan_high;
            zero = stage64(staged->numbers64, slot, low, &nan);
            zero |= stage64(staged->numbers64, slot + 8, high, &nan_high) << 8;
            nan |= nan_high << 8;
        } else {
            const __m512 both = _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
            zero = stage32(staged->numbers32, slot, both, &nan);
        }
    }
    missing->nan[slot / 64] |= (uint64_t)nan << slot % 64;
    missing->zero[slot / 64] |= (uint64_t)zero << slot % 64;
}

CF_INLINE missing_slots stage(const cf_node_columns *columns, const void *row, bool is_wide, bool is64, scratch_layout *scratch) {
    missing_slots missing = {0};
    if (columns->features) {
        float *narrow = (float *)scratch->together;
        for (uint32_t i = 0; i < columns->feature_count; i++) {
            if (is_wide) scratch->together[i] = ((const double *)row)[columns->features[i]];
            else narrow[i] = ((const float *)row)[columns->features[i]];
        }
        row = scratch->together;
    }
    for (uint32_t i = 0; i < columns->tile_count; i++) {
        stage_tile(row, columns->tiles[i], CF_NODE_TILE_SLOTS * i, is_wide, is64, &scratch->staged, &missing);
    }
    return missing;
}

CF_INLINE uint32_t passed32(__m512 value, const float *thresholds) {
    return (uint32_t)__builtin_popcount(_mm512_cmp_ps_mask(value, _mm512_load_ps(thresholds), _CMP_GE_OQ));
}

CF_INLINE uint32_t passed64(__m512d value, const double *thresholds) {
    const uint32_t low = _mm512_cmp_pd_mask(value, _mm512_load_pd(thresholds), _CMP_GE_OQ);
    const uint32_t high = _mm512_cmp_pd_mask(value, _mm512_load_pd(thresholds + 8), _CMP_GE_OQ);
    return (uint32_t)__builtin_popcount(low | high << 8);
}

#define SEARCH(number, table, set1, passed)                                                                                    \
    do {                                                                                                                       \
        const number *thresholds = (table) + CF_ROW_COARSE;                                                                    \
        uint32_t c = 0;                                                                                                        \
        for (; c < columns->short_count; c++, thresholds += CF_NODE_TABLE_ENTRIES) {                                           \
            codes[c] = (uint8_t)passed(set1(numbers[columns->places[c]]), thresholds);                                         \
        }                                                                                                                      \
        for (; c < columns->count; c++, thresholds += CF_NODE_TABLE_ENTRIES) {                                                 \
            const uint32_t coarse = 16 * passed(set1(numbers[columns->places[c]]), thresholds - CF_ROW_COARSE);                \
            codes[c] = (uint8_t)(coarse + passed(set1(numbers[columns->places[c]]), thresholds + coarse));                     \
        }                                                                                                                      \
    } while (0)

// 255 for the columns of `right` whose slot is missing: for all at once, since a choice per column costs more than its search.
CF_INLINE __m512i missing_codes(const uint64_t missing[2], const uint8_t *slots, uint64_t right) {
    const __m512i low = _mm512_movm_epi8(missing[0]), high = _mm512_movm_epi8(missing[1]);
    return _mm512_maskz_mov_epi8(right, _mm512_permutex2var_epi8(low, _mm512_loadu_si512(slots), high));
}

CF_INLINE void make_codes(
    const cf_node_columns *columns, const void *row, bool is_wide, bool is64, scratch_layout *scratch, uint8_t *codes) {
    const missing_slots missing = stage(columns, row, is_wide, is64, scratch);
    if (is64) {
        const double *numbers = &scratch->staged.numbers64[0][0];
        SEARCH(double, columns->tables64, _mm512_set1_pd, passed64);
    } else {
        const float *numbers = &scratch->staged.numbers32[0][0];
        SEARCH(float, columns->tables32, _mm512_set1_ps, passed32);
    }
    for (uint32_t half = 0; 64 * half < columns->count; half++) {
        const uint8_t *slots = columns->slots + 64 * half;
        __m512i all = _mm512_load_si512(codes + 64 * half);
        all = _mm512_or_si512(all, missing_codes(missing.nan, slots, columns->nan_right[half]));
        all = _mm512_or_si512(all, missing_codes(missing.zero, slots, columns->zero_right[half]));
        _mm512_store_si512(codes + 64 * half, all);
    }
}

CF_TARGET static __attribute__((noinline)) void cf_codes(
    const cf_node_plan *plan, const void *row, uint32_t width, scratch_layout *scratch, uint8_t *codes) {
    if (width == CF_FLOAT32) make_codes(plan->columns, row, false, false, scratch, codes);
    else if (plan->input_width == CF_FLOAT32) make_codes(plan->columns, row, true, false, scratch, codes);
    else make_codes(plan->columns, row, true, true, scratch, codes);
}

// A row's codes: one register, or two where there are more than 64 columns.
typedef struct code_table {
    __m512i low;
    __m512i high;
    bool is_two;
} code_table;

CF_INLINE __m512i codes_of(code_table codes, __m512i columns) {
    return codes.is_two ? _mm512_permutex2var_epi8(codes.low, columns, codes.high) : _mm512_permutexvar_epi8(columns, codes.low);
}

CF_INLINE code_table load_codes(const uint8_t *codes, bool is_two) {
    return (code_table){_mm512_load_si512(codes), _mm512_load_si512(codes + 64), is_two};
}

CF_INLINE void answer(const cf_node_tests *tests, uint32_t count, code_table codes, uint64_t *answers) {
    for (uint32_t i = 0; i < count; i++) {
        const __m512i row = codes_of(codes, _mm512_load_si512(tests[i].columns));
        _store_mask64((__mmask64 *)&answers[i], _mm512_cmpgt_epu8_mask(row, _mm512_load_si512(tests[i].thresholds)));
    }
}

// What is added to: one sum in a register, or those of all outputs in memory.
typedef struct sums {
    float sum32;
    double sum64;
    float *sums32;
    double *sums64;
} sums;

CF_INLINE void add(sums *sums, bool is64, bool is_many, const uint16_t *output, const void *values, uint64_t place) {
    if (is64) {
        if (is_many) sums->sums64[*output] += ((const double *)values)[place];
        else sums->sum64 += ((const double *)values)[place];
    } else {
        if (is_many) sums->sums32[*output] += ((const float *)values)[place];
        else sums->sum32 += ((const float *)values)[place];
    }
}

// Keeps the compiler from taking numbers out of a register one by one.
#define IN_MEMORY(array) __asm__("" : "+m"(array))

#define KEEP(pointer) __asm__("" : "+r"(pointer))

// Nodes that eight trees' rows come to below six levels: 64...127.
CF_INLINE __m512i descend(const uint64_t *answers) {
    const __m512i all = _mm512_load_si512(answers);
    __m512i node = _mm512_set1_epi64(1);
#pragma clang loop unroll(full)
    // The node's answer becomes the highest bit, which is shifted in.
    for (int level = 0; level < 6; level++) node = _mm512_shldi_epi64(node, _mm512_rolv_epi64(all, node), 1);
    return node;
}

typedef struct chunk {
    const cf_node_run *run;
    uint32_t first_tree;
    uint32_t tree_count;
    const uint64_t *answers;
} chunk;

CF_INLINE void add_heap(chunk chunk, bool is64, bool is_many, sums *total) {
    const size_t value_bytes = is64 ? sizeof(double) : sizeof(float);
    const char *values = (const char *)chunk.run->values + (size_t)chunk.first_tree * 64 * value_bytes;
    const uint16_t *outputs = is_many ? chunk.run->outputs + chunk.first_tree : NULL;
    sums sums = *total;
    for (uint32_t t = 0; t < chunk.tree_count; t += lanes, values += lanes * 64 * value_bytes) {
        _Alignas(64) uint64_t nodes[lanes];
        _mm512_store_si512(nodes, descend(chunk.answers + t));
        IN_MEMORY(nodes);
#pragma clang loop unroll(full)
        for (int lane = 0; lane < lanes; lane++) {
            const char *base = values + (lane - 1) * 64 * (ptrdiff_t)value_bytes;
            add(&sums, is64, is_many, is_many ? outputs + t + lane : NULL, base, nodes[lane]);
        }
    }
    *total = sums;
}

// One number of memory in each lane. `places` are counted from 64 on, by lane.
CF_INLINE __m512i load_subtrees(const cf_node_subtree *subtrees, const uint64_t *places) {
    __m128i pairs[4];
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        const cf_node_subtree *even = subtrees + (2 * i - 1) * 64 + (ptrdiff_t)places[2 * i];
        const cf_node_subtree *odd = subtrees + 2 * i * 64 + (ptrdiff_t)places[2 * i + 1];
        pairs[i] = _mm_castpd_si128(_mm_loadh_pd(_mm_load_sd((const double *)even), (const double *)odd));
    }
    const __m256i low = _mm256_inserti128_si256(_mm256_castsi128_si256(pairs[0]), pairs[1], 1);
    const __m256i high = _mm256_inserti128_si256(_mm256_castsi128_si256(pairs[2]), pairs[3], 1);
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

// The answers below `nodes` appended to them: two levels.
CF_INLINE __m512i descend_twice(__m512i nodes, __m512i subtrees, code_table codes) {
    const __mmask64 right = _mm512_mask_cmpgt_epu8_mask(
        0x0707070707070707ull, codes_of(codes, subtrees), _mm512_srli_epi64(subtrees, 32));
    // Byte 0, of the upper node, is 8 or 0: how far to shift the answer of its child on that side into byte 1.
    const __m512i answers = _mm512_maskz_mov_epi8(right, _mm512_set1_epi64(0x010108));
    const __m512i shift = _mm512_and_si512(answers, _mm512_set1_epi64(8));
    const __m512i lower = _mm512_and_si512(_mm512_srlv_epi64(answers, shift), _mm512_set1_epi64(0x100));
    const __m512i upper = _mm512_srli_epi64(shift, 2);
    return _mm512_or_si512(_mm512_slli_epi64(nodes, 2), _mm512_or_si512(upper, _mm512_srli_epi64(lower, 8)));
}

CF_INLINE void add_deep(chunk chunk, code_table codes, bool is64, bool is_many, sums *total) {
    const size_t value_bytes = is64 ? sizeof(double) : sizeof(float);
    const char *values = (const char *)chunk.run->values + (size_t)chunk.first_tree * 256 * value_bytes;
    const cf_node_subtree *subtrees = chunk.run->subtrees + (size_t)chunk.first_tree * 64;
    const uint16_t *outputs = is_many ? chunk.run->outputs + chunk.first_tree : NULL;
    sums sums = *total;
    for (uint32_t t = 0; t < chunk.tree_count; t += lanes, values += lanes * 256 * value_bytes, subtrees += lanes * 64) {
        // Two pointers, not one offset: addresses then need no instruction of their own.
        KEEP(values);
        KEEP(subtrees);
        _Alignas(64) uint64_t places[lanes];
        const __m512i nodes = descend(chunk.answers + t);
        _mm512_store_si512(places, nodes);
        IN_MEMORY(places);
        const __m512i leaves = descend_twice(nodes, load_subtrees(subtrees, places), codes);
        _mm512_store_si512(places, leaves);
        IN_MEMORY(places);
#pragma clang loop unroll(full)
        for (int lane = 0; lane < lanes; lane++) {
            const char *base = values + (lane - 1) * 256 * (ptrdiff_t)value_bytes;
            add(&sums, is64, is_many, is_many ? outputs + t + lane : NULL, base, places[lane]);
        }
    }
    *total = sums;
}

CF_INLINE uint32_t leaf_of_match(const cf_node_match *match, uint32_t answers) {
    const __m512i all = _mm512_set1_epi32((int)answers);
    const __mmask16 low = _mm512_cmpeq_epi32_mask(
        _mm512_and_si512(all, _mm512_load_si512(match->care)), _mm512_load_si512(match->wanted));
    const __mmask16 high = _mm512_cmpeq_epi32_mask(
        _mm512_and_si512(all, _mm512_load_si512(match->care + 16)), _mm512_load_si512(match->wanted + 16));
    return (uint32_t)__builtin_ctz((uint32_t)_mm512_kunpackw(high, low));
}

CF_INLINE void add_match(chunk chunk, bool is64, bool is_many, sums *total) {
    const size_t value_bytes = is64 ? sizeof(double) : sizeof(float);
    const char *values = (const char *)chunk.run->values + (size_t)chunk.first_tree * 32 * value_bytes;
    const cf_node_match *matches = chunk.run->matches + chunk.first_tree;
    const uint16_t *outputs = is_many ? chunk.run->outputs + chunk.first_tree : NULL;
    const char *answers = (const char *)chunk.answers;
    sums sums = *total;
    for (uint32_t t = 0; t < chunk.tree_count; t += lanes, values += lanes * 32 * value_bytes, matches += lanes) {
        KEEP(values);
        KEEP(matches);
#pragma clang loop unroll(full)
        for (uint32_t lane = 0; lane < lanes; lane++) {
            uint32_t word;
            memcpy(&word, answers + (t + lane) * sizeof word, sizeof word);
            add(&sums, is64, is_many, is_many ? outputs + t + lane : NULL, values + lane * 32 * value_bytes,
                leaf_of_match(&matches[lane], word));
        }
    }
    *total = sums;
}

CF_INLINE void add_chunk(
    const cf_node_run *run, uint32_t first_tree, uint32_t tree_count, code_table codes, bool is64, bool is_many, uint64_t *answers,
    sums *sums) {
    const chunk chunk = {run, first_tree, tree_count, answers};
    const bool is_match = run->form == CF_NODE_MATCH;
    answer(run->tests + (is_match ? first_tree / 2 : first_tree), is_match ? tree_count / 2 : tree_count, codes, answers);
    switch (run->form) {
    case CF_NODE_HEAP: add_heap(chunk, is64, is_many, sums); break;
    case CF_NODE_DEEP: add_deep(chunk, codes, is64, is_many, sums); break;
    default: add_match(chunk, is64, is_many, sums); break;
    }
}

CF_INLINE void answer_rows(
    const cf_node_tests *tests, uint32_t count, bool is_two, uint8_t (*rows)[CF_NODE_COLUMNS_MAX], uint64_t *answers) {
    code_table codes[lanes];
#pragma clang loop unroll(full)
    for (int r = 0; r < lanes; r++) codes[r] = load_codes(rows[r], is_two);
    for (uint32_t i = 0; i < count; i++, answers += lanes) {
        const __m512i columns = _mm512_load_si512(tests[i].columns), thresholds = _mm512_load_si512(tests[i].thresholds);
#pragma clang loop unroll(full)
        for (int r = 0; r < lanes; r++) {
            _store_mask64((__mmask64 *)&answers[r], _mm512_cmpgt_epu8_mask(codes_of(codes[r], columns), thresholds));
        }
    }
}

// Values of the leaves that `nodes`, 64...127, are; in the lower half of each lane.
CF_INLINE __m512 values_of32(const float *values, __m512i nodes) {
    const __m512 low = _mm512_permutex2var_ps(_mm512_load_ps(values), nodes, _mm512_load_ps(values + 16));
    const __m512 high = _mm512_permutex2var_ps(_mm512_load_ps(values + 32), nodes, _mm512_load_ps(values + 48));
    return _mm512_mask_mov_ps(low, _mm512_test_epi32_mask(nodes, _mm512_set1_epi64(32)), high);
}

CF_INLINE __m512d values_of64(const double *values, __m512i nodes) {
    const __mmask8 odd = _mm512_test_epi64_mask(nodes, _mm512_set1_epi64(16));
    __m512d quarters[4];
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        quarters[i] = _mm512_permutex2var_pd(_mm512_load_pd(values + 16 * i), nodes, _mm512_load_pd(values + 16 * i + 8));
    }
    const __m512d low = _mm512_mask_mov_pd(quarters[0], odd, quarters[1]);
    const __m512d high = _mm512_mask_mov_pd(quarters[2], odd, quarters[3]);
    return _mm512_mask_mov_pd(low, _mm512_test_epi64_mask(nodes, _mm512_set1_epi64(32)), high);
}

// Complete trees of six levels for eight rows and one output: rows are the lanes, and leaf values come out of registers.
CF_INLINE void add_heap_rows(
    const cf_node_run *run, uint32_t first_tree, uint32_t tree_count, bool is_two, bool is64,
    uint8_t (*rows)[CF_NODE_COLUMNS_MAX], uint64_t *answers, double *margins) {
    answer_rows(run->tests + first_tree, tree_count, is_two, rows, answers);
    const __m512d margins64 = _mm512_loadu_pd(margins);
    if (is64) {
        const double *values = (const double *)run->values + (size_t)first_tree * 64;
        __m512d sums = margins64;
        for (uint32_t t = 0; t < tree_count; t++, values += 64) {
            sums = _mm512_add_pd(sums, values_of64(values, descend(answers + lanes * t)));
        }
        _mm512_storeu_pd(margins, sums);
    } else {
        const float *values = (const float *)run->values + (size_t)first_tree * 64;
        // The upper halves of the lanes add up something too, which nobody reads.
        __m512 sums = _mm512_castsi512_ps(_mm512_cvtepu32_epi64(_mm256_castps_si256(_mm512_cvtpd_ps(margins64))));
        for (uint32_t t = 0; t < tree_count; t++, values += 64) {
            sums = _mm512_add_ps(sums, values_of32(values, descend(answers + lanes * t)));
        }
        const __m256 lower = _mm256_castsi256_ps(_mm512_cvtepi64_epi32(_mm512_castps_si512(sums)));
        _mm512_storeu_pd(margins, _mm512_cvtps_pd(lower));
    }
}

// A chunk of a run, for the rows of a block.
CF_INLINE void add_rows(
    const cf_node_run *run, uint32_t first_tree, uint32_t tree_count, bool is_two, bool is64, bool is_many, size_t row_count,
    uint32_t output_count, scratch_layout *scratch, double *margins) {
    size_t r = 0;
    for (; !is_many && run->form == CF_NODE_HEAP && r + lanes <= row_count; r += lanes, margins += lanes) {
        add_heap_rows(run, first_tree, tree_count, is_two, is64, scratch->codes + r, scratch->answers, margins);
    }
    for (; r < row_count; r++, margins += output_count) {
        const code_table codes = load_codes(scratch->codes[r], is_two);
        sums sums = {.sums32 = scratch->sums32[r], .sums64 = margins};
        if (!is_many) {
            sums.sum32 = (float)*margins;
            sums.sum64 = *margins;
        }
        add_chunk(run, first_tree, tree_count, codes, is64, is_many, scratch->answers, &sums);
        if (!is_many) *margins = is64 ? sums.sum64 : (double)sums.sum32;
    }
}

#define ROWS_FUNCTION(name, is64, is_many)                                                                                     \
    CF_TARGET static __attribute__((noinline)) void name(                                                                      \
        const cf_node_run *run, uint32_t first_tree, uint32_t tree_count, bool is_two, size_t row_count, uint32_t output_count, \
        scratch_layout *scratch, double *margins) {                                                                            \
        if (is_two) add_rows(run, first_tree, tree_count, true, is64, is_many, row_count, output_count, scratch, margins);     \
        else add_rows(run, first_tree, tree_count, false, is64, is_many, row_count, output_count, scratch, margins);           \
    }

ROWS_FUNCTION(add_one32, false, false)
ROWS_FUNCTION(add_one64, true, false)
ROWS_FUNCTION(add_many32, false, true)
ROWS_FUNCTION(add_many64, true, true)

CF_TARGET static void add_block(const cf_node_plan *plan, size_t row_count, scratch_layout *scratch, double *margins) {
    const bool is64 = plan->sum_width == CF_FLOAT64, is_many = plan->output_count > 1;
    const bool is_two = plan->columns->count > 64;
    for (uint32_t i = 0; i < plan->run_count; i++) {
        const cf_node_run *run = &plan->runs[i];
        for (uint32_t first = 0; first < run->tree_count; first += chunk_trees) {
            const uint32_t count = run->tree_count - first < chunk_trees ? run->tree_count - first : chunk_trees;
            if (is64) {
                if (is_many) add_many64(run, first, count, is_two, row_count, plan->output_count, scratch, margins);
                else add_one64(run, first, count, is_two, row_count, 1, scratch, margins);
            } else {
                if (is_many) add_many32(run, first, count, is_two, row_count, plan->output_count, scratch, margins);
                else add_one32(run, first, count, is_two, row_count, 1, scratch, margins);
            }
        }
    }
}

CF_TARGET void cf_node_avx512vbmi(const cf_node_plan *plan, const cf_rows *rows, void *memory, double *margins) {
    scratch_layout *scratch = memory;
    const uint32_t outputs = plan->output_count;
    const bool is_copied = outputs > 1 && plan->sum_width == CF_FLOAT32;
    const size_t row_bytes = rows->stride * (rows->width == CF_FLOAT32 ? sizeof(float) : sizeof(double));
    const char *row = rows->start;
    for (size_t left = rows->count; left != 0;) {
        const size_t count = left < block_rows ? left : block_rows;
        for (size_t r = 0; r < count; r++, row += row_bytes) {
            cf_codes(plan, row, rows->width, scratch, scratch->codes[r]);
            for (uint32_t o = 0; is_copied && o < outputs; o++) scratch->sums32[r][o] = (float)margins[r * outputs + o];
        }
        add_block(plan, count, scratch, margins);
        for (size_t r = 0; is_copied && r < count; r++) {
            for (uint32_t o = 0; o < outputs; o++) margins[r * outputs + o] = (double)scratch->sums32[r][o];
        }
        margins += count * outputs;
        left -= count;
    }
}

#endif
