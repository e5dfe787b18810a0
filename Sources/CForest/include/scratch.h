#pragma once

#include <stddef.h>

/// What a thread's scratch memory holds: enough for any plan, since plans are cut to it (`CF_SLICE_LINES_MAX` and the like).
#define CF_SCRATCH_BYTES ((size_t)1 << 20)

/// This thread's scratch memory: 64-byte aligned, mapped at the thread's first call and given back when the thread ends. NULL when the
/// system has no memory for it; a kernel without scratch memory is not called.
void *cf_scratch(void);
