// libFuzzer's entry point. The runtime is linked by -sanitize=fuzzer; clang ships no header for this function.
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
