// Loaded before the libraries of a program (LD_PRELOAD): counts its allocations and the runtime's reference counting, and writes the
// counts to the file that COUNTS names when the program ends.
//
// The functions that count references have calling conventions of their own, which a C function would break: they are entered here by a
// few instructions that touch no register.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// Allocation first: looking up a name that is not there allocates.
#define COUNTED(X) \
    X(malloc) \
    X(calloc) \
    X(realloc) \
    X(posix_memalign) \
    X(aligned_alloc) \
    X(swift_retain) \
    X(swift_release) \
    X(swift_retain_n) \
    X(swift_release_n) \
    X(swift_bridgeObjectRetain) \
    X(swift_bridgeObjectRelease) \
    X(swift_allocObject) \
    X(swift_beginAccess) \
    X(swift_once)

#if !defined(__x86_64__)
#error "x86-64 only"
#endif

#define DECLARE(name) \
    __attribute__((visibility("hidden"))) void *real_##name; \
    __attribute__((visibility("hidden"))) uint64_t count_##name;
COUNTED(DECLARE)

// Calls that come before the real function is known (from the dynamic linker's own work) find it first.
__attribute__((visibility("hidden"))) void find_all(void) {
#define FIND(name) \
    if (!real_##name) real_##name = dlsym(RTLD_NEXT, #name);
    COUNTED(FIND)
}

#define ENTRY(name) \
    __asm__(".globl " #name "\n.type " #name ",@function\n" #name ":\n" \
            "lock incq count_" #name "(%rip)\n" \
            "cmpq $0, real_" #name "(%rip)\n" \
            "je 1f\n" \
            "jmp *real_" #name "(%rip)\n" \
            "1: push %rax\n push %rcx\n push %rdx\n push %rsi\n push %rdi\n push %r8\n push %r9\n push %r10\n push %r11\n push %r13\n" \
            "sub $8, %rsp\n" \
            "call find_all\n" \
            "add $8, %rsp\n" \
            "pop %r13\n pop %r11\n pop %r10\n pop %r9\n pop %r8\n pop %rdi\n pop %rsi\n pop %rdx\n pop %rcx\n pop %rax\n" \
            "jmp *real_" #name "(%rip)\n" \
            ".size " #name ",.-" #name "\n");
COUNTED(ENTRY)

__attribute__((constructor)) static void begin(void) { find_all(); }

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("COUNTS");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
#define TELL(name) fprintf(file, #name " %llu\n", (unsigned long long)count_##name);
    COUNTED(TELL)
    fclose(file);
}
