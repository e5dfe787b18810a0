#define _GNU_SOURCE
#include "scratch.h"

#include <pthread.h>
#include <sys/mman.h>

// Not malloc: a page-aligned map costs nothing until it is touched, and counts as no allocation of a request.
static _Thread_local void *scratch;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int has_key;

static void give_back(void *memory) { munmap(memory, CF_SCRATCH_BYTES); }

static void make_key(void) { has_key = pthread_key_create(&key, give_back) == 0; }

static void *map_scratch(void) {
    pthread_once(&once, make_key);
    if (!has_key) return NULL;
    void *memory = mmap(NULL, CF_SCRATCH_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    if (pthread_setspecific(key, memory) != 0) {
        munmap(memory, CF_SCRATCH_BYTES);
        return NULL;
    }
    return scratch = memory;
}

void *cf_scratch(void) { return scratch ? scratch : map_scratch(); }
