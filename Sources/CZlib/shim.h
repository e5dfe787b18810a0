// zlib as Swift sees it. inflateInit2 and deflateInit2 are function-like macros, which Swift cannot import.
#pragma once
#include <zlib.h>

// The format is in the window's bits: 15 is zlib's (RFC 1950), 15 + 16 gzip (RFC 1952), -15 neither header nor check (RFC 1951). Where there
// is a check, zlib holds the contents against it.
static inline int czlib_inflate_init(z_stream *stream, int window_bits) { return inflateInit2(stream, window_bits); }

static inline int czlib_deflate_init(z_stream *stream, int level, int window_bits) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
}
