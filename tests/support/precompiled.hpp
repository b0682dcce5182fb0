// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../../src/precompiled.hpp"
#include "support/catch.hpp"
