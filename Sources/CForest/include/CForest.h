#pragma once

#include "coded.h"
#include "cpu.h"
#include "link.h"
#include "masks.h"
#include "nodes.h"
#include "rows.h"
#include "scratch.h"
#include "slice.h"
