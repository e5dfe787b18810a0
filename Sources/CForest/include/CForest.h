#pragma once

#include "cpu.h"
#include "link.h"
#include "scratch.h"
#include "slice.h"
