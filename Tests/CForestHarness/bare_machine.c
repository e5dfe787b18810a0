// A machine without an operating system for the kernels' harness: what starts it (by the Multiboot specification, version 0.6.96), and the
// few functions of the C library that it calls. For emulators that have AVX-512 but whose description of it no Linux accepts; see
// .ci/avx512-emulated.
//
// Memory: the program from 1 MiB on, heap 64 ... 192 MiB, mmap's 192 ... 256 MiB in pages of 4 KiB, so that some can be taken away. There
// are no handlers: whatever goes wrong, a page that isn't there or an instruction that the CPU doesn't have, ends in a triple fault.

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

__asm__(
    ".section .multiboot, \"a\"\n"
    ".align 4\n"
    ".long 0x1badb002, 0, -0x1badb002\n"
    ".section .bss\n"
    ".align 4096\n"
    "level4: .skip 4096\n"
    "level3: .skip 4096\n"
    "level2: .skip 4096\n"
    "stack: .skip 1048576\n"
    "stack_end:\n"
    ".section .rodata\n"
    ".align 8\n"
    "segments: .quad 0, 0x00af9a000000ffff, 0x00cf92000000ffff\n"
    "segments_place: .word 23\n .long segments\n"
    ".text\n"
    ".code32\n"
    ".globl start\n"
    "start:\n"
    "  cli\n"
    "  movl $stack_end, %esp\n"
    "  movl %ebx, %esi\n"
    // 512 pages of 2 MiB where they are.
    "  movl $level3 + 3, level4\n"
    "  movl $level2 + 3, level3\n"
    "  xorl %ecx, %ecx\n"
    "1: movl %ecx, %eax\n"
    "  shll $21, %eax\n"
    "  orl $0x83, %eax\n"
    "  movl %eax, level2(, %ecx, 8)\n"
    "  incl %ecx\n"
    "  cmpl $512, %ecx\n"
    "  jne 1b\n"
    // CR4: PAE, OSFXSR, OSXMMEXCPT, OSXSAVE. EFER: LME. CR0: PE, MP, PG, not EM.
    "  movl $0x40620, %eax\n"
    "  movl %eax, %cr4\n"
    "  movl $level4, %eax\n"
    "  movl %eax, %cr3\n"
    "  movl $0xc0000080, %ecx\n"
    "  rdmsr\n"
    "  orl $0x100, %eax\n"
    "  wrmsr\n"
    "  movl %cr0, %eax\n"
    "  andl $~4, %eax\n"
    "  orl $0x80000003, %eax\n"
    "  movl %eax, %cr0\n"
    "  lgdt segments_place\n"
    "  ljmp $8, $2f\n"
    ".code64\n"
    "2: movw $16, %ax\n"
    "  movw %ax, %ds\n"
    "  movw %ax, %es\n"
    "  movw %ax, %ss\n"
    // XCR0: x87, SSE, AVX, and the three of AVX-512.
    "  xorl %ecx, %ecx\n"
    "  xorl %edx, %edx\n"
    "  movl $0xe7, %eax\n"
    "  xsetbv\n"
    "  movl %esi, %edi\n"
    "  call run\n"
    "3: hlt\n"
    "  jmp 3b\n");

static const uintptr_t heap_start = 64 << 20, heap_end = 192 << 20;
enum { mapped_start = 192 << 20, mapped_pages = 16384, page_bytes = 4096 };

static uint64_t page_entries[mapped_pages] __attribute__((aligned(4096)));
extern uint64_t level2[512];
static uintptr_t heap_next, mapped_next = mapped_start;

static void out(uint16_t port, uint8_t byte) { __asm__ volatile("outb %0, %1" : : "a"(byte), "Nd"(port)); }

// Bochs prints what reaches this port.
static void print(char letter) { out(0xe9, (uint8_t)letter); }

_Noreturn void exit(int status) {
    printf("bare_machine: exit %d\n", status);
    // Bochs ends when this word reaches this port.
    for (const char *letter = "Shutdown"; *letter; letter++) out(0x8900, (uint8_t)*letter);
    for (;;) __asm__ volatile("hlt");
}

int main(int count, char **arguments);

void run(const uint32_t *information) {
    for (uint64_t page = 0; page < mapped_pages; page++) page_entries[page] = (mapped_start + page * page_bytes) | 3;
    for (uint64_t part = 0; part < mapped_pages / 512; part++) {
        level2[(mapped_start >> 21) + part] = (uint64_t)(uintptr_t)&page_entries[512 * part] | 3;
    }
    __asm__ volatile("movq %%cr3, %%rax\n movq %%rax, %%cr3" : : : "rax", "memory");
    heap_next = heap_start;
    // The command line: the program's name and its arguments.
    static char *arguments[8];
    int count = 0;
    char *text = (char *)(uintptr_t)information[4];
    while (count < 7 && *text) {
        arguments[count++] = text;
        while (*text && *text != ' ') text++;
        while (*text == ' ') *text++ = 0;
    }
    exit(main(count, arguments));
}

// Freed all at once, whenever everything was given back.
static int in_use;

void *aligned_alloc(size_t alignment, size_t bytes) {
    heap_next = (heap_next + alignment - 1) / alignment * alignment;
    void *memory = (void *)heap_next;
    heap_next += bytes;
    in_use++;
    return heap_next <= heap_end ? memory : NULL;
}

void free(void *memory) {
    if (memory && --in_use == 0) heap_next = heap_start;
}

static void set_present(void *address, size_t bytes, int is_present) {
    const uintptr_t first = ((uintptr_t)address - mapped_start) / page_bytes;
    for (uintptr_t page = first; page < first + bytes / page_bytes; page++) {
        page_entries[page] = (mapped_start + page * page_bytes) | (is_present ? 3 : 0);
        __asm__ volatile("invlpg (%0)" : : "r"(mapped_start + page * page_bytes) : "memory");
    }
}

void *mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
    (void)address, (void)protection, (void)flags, (void)descriptor, (void)offset;
    bytes = (bytes + page_bytes - 1) / page_bytes * page_bytes;
    if (mapped_next + bytes > mapped_start + (uintptr_t)mapped_pages * page_bytes) mapped_next = mapped_start;
    void *memory = (void *)mapped_next;
    mapped_next += bytes;
    set_present(memory, bytes, 1);
    memset(memory, 0, bytes);
    return memory;
}

int mprotect(void *address, size_t bytes, int protection) {
    set_present(address, bytes, protection != PROT_NONE);
    return 0;
}

int munmap(void *address, size_t bytes) {
    (void)address, (void)bytes;
    return 0;
}

long sysconf(int name) {
    (void)name;
    return page_bytes;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
    void *start = to;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
    return start;
}

void *memset(void *to, int value, size_t bytes) {
    void *start = to;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(value) : "memory");
    return start;
}

int memcmp(const void *a, const void *b, size_t bytes) {
    const uint8_t *x = a, *y = b;
    for (size_t i = 0; i < bytes; i++) {
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    }
    return 0;
}

int strcmp(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return (int)(uint8_t)*a - (int)(uint8_t)*b;
}

unsigned long long strtoull(const char *restrict text, char **restrict end, int base) {
    (void)end;
    unsigned long long number = 0;
    while (*text >= '0' && *text <= '9') number = number * (unsigned)base + (unsigned)(*text++ - '0');
    return number;
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base) {
    if (base == 0) base = 10;
    return strtoull(text, end, base);
}

void qsort(void *items, size_t count, size_t bytes, int (*compare)(const void *, const void *)) {
    uint8_t *start = items, taken[64];
    if (bytes > sizeof taken) exit(3);
    for (size_t i = 1; i < count; i++) {
        memcpy(taken, start + i * bytes, bytes);
        size_t place = i;
        for (; place > 0 && compare(start + (place - 1) * bytes, taken) > 0; place--) {
            memcpy(start + place * bytes, start + (place - 1) * bytes, bytes);
        }
        memcpy(start + place * bytes, taken, bytes);
    }
}

double trunc(double x) { return x > -9e15 && x < 9e15 ? __builtin_copysign((double)(int64_t)x, x) : x; }

// The neighbour towards `to`, which is not `from` and no NaN.
double nextafter(double from, double to) {
    if (from == to) return to;
    if (from == 0) return __builtin_copysign(5e-324, to);
    int64_t bits;
    memcpy(&bits, &from, sizeof bits);
    bits += (to > from) == (from > 0) ? 1 : -1;
    memcpy(&from, &bits, sizeof bits);
    return from;
}

float nextafterf(float from, float to) {
    if (from == to) return to;
    if (from == 0) return __builtin_copysignf(1e-45f, to);
    int32_t bits;
    memcpy(&bits, &from, sizeof bits);
    bits += (to > from) == (from > 0) ? 1 : -1;
    memcpy(&from, &bits, sizeof bits);
    return from;
}

FILE *stderr;

static void print_number(unsigned long long number) {
    char digits[24];
    int count = 0;
    do digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count > 0) print(digits[--count]);
}

// %s and unsigned numbers; anything else is printed as it stands.
static void print_all(const char *format, va_list values) {
    for (; *format; format++) {
        if (*format != '%') {
            print(*format);
            continue;
        }
        int longs = 0;
        for (format++; *format == 'l' || *format == 'z'; format++) longs++;
        if (*format == 's') {
            for (const char *letter = va_arg(values, const char *); *letter; letter++) print(*letter);
        } else if (*format == 'u' || *format == 'd') {
            print_number(longs ? va_arg(values, unsigned long) : va_arg(values, unsigned));
        } else if (*format == 'g' || *format == 'a') {
            const double number = va_arg(values, double);
            uint64_t bits;
            memcpy(&bits, &number, sizeof bits);
            print('#');
            print_number(bits);
        } else {
            print(*format);
        }
    }
}

int printf(const char *restrict format, ...) {
    va_list values;
    va_start(values, format);
    print_all(format, values);
    va_end(values);
    return 0;
}

// What printf of a line becomes.
int puts(const char *text) {
    printf("%s\n", text);
    return 0;
}

int fprintf(FILE *restrict file, const char *restrict format, ...) {
    (void)file;
    va_list values;
    va_start(values, format);
    print_all(format, values);
    va_end(values);
    return 0;
}
