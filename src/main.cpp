// SPDX-License-Identifier: Apache-2.0
#include "aifactory/cli/run.hpp"

int main(int argc, char** argv) {
  return aifactory::cli::run({argv + 1, argv + argc});
}
