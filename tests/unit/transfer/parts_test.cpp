// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/digest.hpp"

#include "support/catch.hpp"
#include "transfer/hash_command.hpp"
#include "transfer/hasher.hpp"
#include "transfer/journal.hpp"
#include "transfer/pace.hpp"
#include "transfer/path.hpp"
#include "transfer/piece_map.hpp"
#include "transfer/plan.hpp"
#include "transfer/verdicts.hpp"
#include "unit/transfer/trees.hpp"

#include <poll.h>

using namespace aifactory;
using namespace aifactory::transfer;
using aifactory::test::noise;
using aifactory::test::write;

namespace {

transport::FileAttributes file(std::uint64_t size, std::uint32_t modified, std::uint32_t mode = 0644) {
  return {.size = size, .mode = 0100000 | mode, .modified = modified};
}

ContentHash hash_of(std::string_view text) {
  return ContentHash::from_hex(sha256_hex(text)).value();
}

Hasher::Result wait_for(Hasher& hasher) {
  while (true) {
    const auto results = hasher.take();
    if (!results.empty()) return results.front();
    auto wait = hasher.poll_for();
    poll(&wait, 1, 2000);
  }
}

}  // namespace

TEST_CASE("a plan sends what is missing or another size, and checks what may be the same") {
  std::vector<Entry> wanted = {{.path = "missing", .size = 1, .modified_ns = 6'000'000'000},
                               {.path = "proved", .size = 1, .modified_ns = 5'000'000'000},
                               {.path = "size", .size = 2, .modified_ns = 5'000'000'000},
                               {.path = "unproved", .size = 1, .modified_ns = 5'000'000'000}};
  Plan plan(wanted, {});
  auto proved = wanted[1];
  proved.hash = hash_of("x");
  plan.proved_before(proved);
  for (const auto* path : {"proved", "size", "unproved"})
    plan.seen(path, file(1, 5));
  const auto work = plan.decide();
  CHECK(work.send == Indexes{0, 2});
  CHECK(work.check == Indexes{3});
  CHECK(work.unchanged == 1);
  CHECK(wanted[1].hash == proved.hash);
}

TEST_CASE("what an earlier manifest proved counts only for the same size and time") {
  for (const auto& [size, time] : {std::pair{2u, 5'000'000'000}, {1u, 5'000'000'001}}) {
    std::vector<Entry> wanted = {{.path = "f", .size = 1, .modified_ns = 5'000'000'000}};
    Plan plan(wanted, {});
    plan.proved_before({.path = "f", .size = size, .modified_ns = time, .hash = hash_of("x")});
    plan.seen("f", file(1, 5));
    CHECK(plan.decide().check == Indexes{0});
  }
}

TEST_CASE("a folder's time is set again when something in it changes") {
  std::vector<Entry> wanted = {{.path = "d", .modified_ns = 5'000'000'000, .mode = 0755, .kind = EntryKind::directory},
                               {.path = "d/f", .size = 1}};
  const transport::FileAttributes folder{.size = 4096, .mode = 040755, .modified = 5};
  Plan changed(wanted, {});
  CHECK(changed.seen("d", folder));
  CHECK(changed.decide().attributes == Indexes{0});
  Plan same(wanted, {.proof = Proof::none});
  same.seen("d", folder);
  same.seen("d/f", file(1, 0));
  CHECK(same.decide().nothing_to_do());
}

TEST_CASE("a folder that its owner may not write is unlocked when something in it changes") {
  std::vector<Entry> wanted = {{.path = "d", .modified_ns = 5'000'000'000, .mode = 0555, .kind = EntryKind::directory},
                               {.path = "d/f", .size = 1, .modified_ns = 5'000'000'000}};
  const transport::FileAttributes folder{.size = 4096, .mode = 040555, .modified = 5};
  const auto locked_with = [&](Plan& plan, const transport::FileAttributes& inside) {
    plan.seen("d", folder);
    plan.seen("d/f", inside);
    plan.seen("foreign", folder);
    return plan.decide().locked;
  };
  Plan changed(wanted, {}), compared(wanted, {}), same(wanted, {.proof = Proof::none});
  CHECK(locked_with(changed, file(2, 5)).size() == 1);
  CHECK(locked_with(compared, file(1, 5)).size() == 1);
  CHECK(locked_with(same, file(1, 5)).empty());
  Plan removing(wanted, {.proof = Proof::none, .extra = Extra::remove});
  const auto locked = locked_with(removing, file(1, 5));
  REQUIRE(locked.size() == 1);
  CHECK(locked[0].path == "foreign");
  CHECK(locked[0].mode == 0555);
}

TEST_CASE("foreign things are removed only when asked for, children before their folder") {
  std::vector<Entry> wanted = {{.path = "f", .size = 9 << 20}};
  const auto plan_with = [&](Extra extra) {
    Plan plan(wanted, {.extra = extra});
    CHECK(plan.seen("d", {.mode = 040755}) == (extra == Extra::remove));
    plan.seen("d/x", file(1, 1));
    plan.seen("f.aifactory-part", file(1, 1));
    plan.seen("g.aifactory-part", file(1, 1));
    return plan.decide();
  };
  CHECK(plan_with(Extra::keep).extra.empty());
  CHECK(plan_with(Extra::keep).leftovers == std::vector<std::string>{"g.aifactory-part"});
  CHECK(plan_with(Extra::remove).extra == std::vector<std::string>{"d/x", "d/"});
}

TEST_CASE("seconds are what SFTP can carry") {
  CHECK(seconds_of(1'999'999'999) == 1);
  CHECK(seconds_of(-1) == 0);
  CHECK(seconds_of(INT64_MAX) == UINT32_MAX);
  CHECK(seconds_of(INT64_MIN) == 0);
}

TEST_CASE("the journal keeps acknowledged pieces of one state of a file") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "journal";
  const Entry entry{.path = "f\xff", .size = 7 << 20, .modified_ns = 7};
  { Journal(path, "a").acknowledge(entry, 2); }
  CHECK(Journal(path, "a").acknowledged(entry) == std::vector<bool>{false, false, true, false});
  CHECK(Journal(path, "b").acknowledged(entry) == std::vector<bool>(4));
  auto other = entry;
  other.modified_ns = 8;
  CHECK(Journal(path, "a").acknowledged(other) == std::vector<bool>(4));
  CHECK(Journal(path, "a").acknowledged(entry) == std::vector<bool>(4));  // forgotten with the state it was true of
  CHECK(Journal({}, "a").acknowledged(entry) == std::vector<bool>(4));
}

TEST_CASE("an unfinished file has a name that fits, whatever its own is") {
  CHECK(part_path("a/b") == "a/b.aifactory-part");
  CHECK(before_part("a/b.aifactory-part").empty());
  const std::string fits(240, 'n');
  CHECK(part_path("d/" + fits) == "d/" + fits + ".aifactory-part");
  std::string euros = "d/";
  for (int i = 0; i < 85; ++i)
    euros += "\u20ac";
  for (const auto& path : {std::string("d/") + std::string(255, 'n'), euros, "d/" + std::string(255, '\xbf')}) {
    const auto part = part_path(path);
    CHECK(is_part(part));
    CHECK(part.size() <= 2 + 255);
    CHECK(is_utf8(part) == is_utf8(path));
    CHECK(part != part_path(path.substr(0, path.size() - 1) + "~"));
    REQUIRE(before_part(part).size() > 200);
    CHECK(path.starts_with(before_part(part)));
  }
}

TEST_CASE("pieces cover a file of any size") {
  CHECK(piece_count(0) == 1);
  CHECK(piece_count(2 << 20) == 1);
  CHECK(piece_count((2 << 20) + 1) == 2);
  CHECK(piece_count(std::uint64_t{1} << 30) == 512);
  CHECK(piece_count(std::uint64_t{1} << 40) == 131072);
}

TEST_CASE("the hasher reads only as far as it may, and drops what is cancelled") {
  const TemporaryDirectory folder;
  const auto content = noise(3 << 20);
  write(folder.path() / "f", content);
  Hasher hasher;
  hasher.add(1, {.path = folder.path() / "f"}, content.size(), 0);
  hasher.add(2, {.path = folder.path() / "f"}, content.size(), content.size());
  CHECK(hasher.take().empty());
  hasher.allow(1, 1 << 20);
  hasher.cancel(1);
  const auto second = wait_for(hasher);
  CHECK(second.index == 2);
  CHECK(second.hash == hash_of(content));
  hasher.add(3, {.path = folder.path() / "f"}, content.size() + 1, UINT64_MAX);
  CHECK_FALSE(wait_for(hasher).hash);
  hasher.add(4, {.path = folder.path() / "none"}, 1, 1);
  CHECK_FALSE(wait_for(hasher).hash);
  CHECK(hasher.open_jobs() == 0);
  hasher.add(5, {.path = folder.path() / "f"}, content.size(), 0);  // ends although it waits
}

TEST_CASE("answers of sha256sum are read with all their escapes") {
  const auto hex = sha256_hex("x");
  const auto path_of = [&](const std::string& rest) {
    const auto line = parse_hash_line(rest);
    return line ? line->path : "(nothing)";
  };
  CHECK(path_of(hex + "  ./a b") == "a b");
  CHECK(path_of(hex + " *./a") == "a");
  CHECK(path_of("\\" + hex + "  ./new\\nline\\\\") == "new\nline\\");
  CHECK(path_of(hex + "  ./back\\nslash") == "back\\nslash");
  for (const auto& line : {std::string(), hex, hex + " ./a", hex + "  -", "g" + hex.substr(1) + "  ./a",
                           std::string("sha256sum: ./a: No such file")})
    CHECK(path_of(line) == "(nothing)");
}

TEST_CASE("verdicts wait for both sides, in any order") {
  std::string told;
  Verdicts verdicts([&](std::uint32_t index, Verdicts::Verdict verdict) {
    told += std::to_string(index) + (verdict == Verdicts::Verdict::same ? "same " : "different ");
  });
  verdicts.here(1, hash_of("a"));
  verdicts.there(2, hash_of("b"));
  CHECK_FALSE(verdicts.all_passed());
  verdicts.there(1, hash_of("a"));
  verdicts.here(2, hash_of("c"));
  verdicts.here(3, std::nullopt);
  verdicts.there(3, std::nullopt);
  verdicts.here(4, hash_of("old"));
  verdicts.forget(4);
  CHECK(told == "1same 2different 3different ");
  CHECK(verdicts.all_passed());
}

TEST_CASE("a pace lets through what its rate allows") {
  using namespace std::chrono_literals;
  const auto start = Pace::Clock::now();
  Pace pace(1000);
  CHECK(pace.allows(start + 100ms));
  pace.spend(600);
  CHECK_FALSE(pace.allows(start + 200ms));
  CHECK(pace.allows(start + 800ms));
  CHECK(Pace(0).allows(start));
}

TEST_CASE("pieces are begun and done in any order, the last one always") {
  constexpr std::uint64_t size = (std::uint64_t{7} << 20) + 1;  // three pieces of 2 MiB, and a rest
  PieceMap pieces(size);
  CHECK(pieces.several());
  pieces.skip(1);
  CHECK(pieces.whole_bytes() == 0);
  CHECK(pieces.begin_next() == 0);
  CHECK(pieces.begin_next() == 2);
  CHECK_FALSE(pieces.all_begun());
  CHECK(pieces.begin_next() == 3);
  CHECK(pieces.all_begun());
  CHECK(pieces.start_of(3) == (6u << 20));
  CHECK(pieces.end_of(3) == size);
  pieces.finish(0);
  CHECK(pieces.whole_bytes() == (4u << 20));
  pieces.finish(3);
  CHECK_FALSE(pieces.all_done());
  pieces.finish(2);
  CHECK(pieces.all_done());
  CHECK(pieces.whole_bytes() == size);
  PieceMap nothing(0);
  CHECK_FALSE(nothing.several());
  CHECK(nothing.begin_next() == 0);
  CHECK(nothing.end_of(0) == 0);
}
