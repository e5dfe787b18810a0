#pragma once

// Why C: byte masks of whole vectors, carry-less multiplication and byte shuffles cannot be written in Swift.
#include "csv_index.h"
#include "field_numbers.h"
#include "json_members.h"
#include "short_texts.h"
#include "text_isa.h"
