#pragma once

// What the harnesses share: seeded random numbers, memory, the end. Each defines HARNESS, the name that it fails under.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t random_state;

static uint64_t random_bits(void) {
    uint64_t z = random_state += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

static uint32_t below(uint32_t bound) { return (uint32_t)(random_bits() % bound); }
static bool one_in(uint32_t bound) { return below(bound) == 0; }

static void fail(const char *what) {
    fprintf(stderr, HARNESS ": %s\n", what);
    exit(2);
}

static void *aligned(size_t bytes) {
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64 + 64);
    if (!memory) fail("no memory");
    memset(memory, 0, (bytes + 63) / 64 * 64 + 64);
    return memory;
}
