// zlib as Swift sees it. inflateInit2 and deflateInit2 are function-like macros, which Swift cannot import.
#pragma once
#include <zlib.h>

// A window of 15 bits plus 16: the stream must be gzip (RFC 1952), and zlib checks its CRC and length.
static inline int czlib_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

static inline int czlib_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
