// The library is written in Swift (Sources/Espalier); here its header is held against what callers rely on.
#include "espalier.h"

_Static_assert(sizeof(espalier_error) == 1024, "callers have errors of this size on their stacks");
_Static_assert(sizeof(espalier_open_options) == sizeof(size_t) + 8, "the first version's fields");
_Static_assert(offsetof(espalier_open_options, size) == 0, "the size is read before anything else is known");
