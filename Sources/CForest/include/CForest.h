#pragma once

#include "cpu.h"
#include "scratch.h"
#include "slice.h"
