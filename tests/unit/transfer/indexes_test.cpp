// SPDX-License-Identifier: Apache-2.0
#include "transfer/indexes.hpp"

#include "support/catch.hpp"
#include "transfer/several_channels.hpp"

using namespace aifactory::transfer;

TEST_CASE("an entry is found by its path, in the order of bytes") {
  const std::vector<Entry> entries = {{.path = "a"}, {.path = "a-b"}, {.path = "a/b"}, {.path = "\xff"}};
  for (std::uint32_t i = 0; i < entries.size(); ++i)
    CHECK(index_of(entries, entries[i].path) == i);
  for (const auto* missing : {"", "a/", "b", "\xff\xff"})
    CHECK_FALSE(index_of(entries, missing));
}

TEST_CASE("several channels are worth it for many bytes or many files") {
  const std::vector<Entry> entries = {{.path = "a", .size = 1 << 20}, {.path = "b", .size = 7}, {.path = "c"}};
  CHECK(bytes_of(entries, {1, 2}) == 7);
  CHECK_FALSE(worth_several_channels(bytes_of(entries, {1, 2}), 2));
  CHECK(worth_several_channels(bytes_of(entries, {0}), 1));
  CHECK(worth_several_channels(0, files_worth_several_channels));
}
