// Counts the allocations of a thread: what proves that a request's way through the server allocates nothing.
// It replaces malloc and its kin for the whole test process and passes every call on to glibc's own.
#pragma once
#include <stdint.h>

// Allocations (malloc, calloc, realloc, aligned ones) that the calling thread has made since it began; 0 for ever where the C library or
// a sanitizer leaves no way to count.
uint64_t callocation_count(void);
// Whether this build counts at all.
int callocation_is_counting(void);
