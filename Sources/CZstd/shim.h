// Zstandard as Swift sees it: the stable, streaming part of the interface (RFC 8878 is the format).
#pragma once
#include <zstd.h>
