#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// JSON objects that are spelled like the one before: the same members in the same order with the same blanks. Anything else is left to a reader
// of JSON.

/// What a member's value is in such an object.
typedef enum ct_value_kind {
    CT_VALUE_ANY = 0,
    CT_VALUE_NUMBER = 1,
    CT_VALUE_STRING = 2,
} ct_value_kind;

typedef struct ct_member {
    /// What stands between the value before, or the object's beginning, and this value, at `prefix_begin` of the template's text.
    uint32_t prefix_begin;
    uint32_t prefix_count;
    /// null stands for each kind.
    ct_value_kind kind;
} ct_member;

typedef struct ct_object_template {
    /// Eight readable bytes follow the last prefix.
    const uint8_t *text;
    const ct_member *members;
    size_t member_count;
    /// What stands behind the last value.
    uint32_t suffix_begin;
    uint32_t suffix_count;
} ct_object_template;

/// Whether the bytes from `begin` to `end` are an object of the template whose values are numbers of up to 16 bytes, strings of plain ASCII without
/// escapes, and null. `entries` gets the place of each value: its first offset in the lower half, that of the byte after it in the upper half; a
/// string's without its quotes, an empty one for null. 32 bytes after `end` are readable.
bool ct_match_object(const uint8_t *bytes, size_t begin, size_t end, const ct_object_template *object, uint64_t *entries);
