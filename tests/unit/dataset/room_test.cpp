// SPDX-License-Identifier: Apache-2.0
#include "aifactory/dataset/room.hpp"

#include "support/catch.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

using namespace aifactory;
using namespace aifactory::dataset;
using namespace aifactory::test;

namespace {
constexpr std::uint64_t tebi = std::uint64_t{1} << 40;
}

TEST_CASE("quota: rows named by file set, with colours and units of all kinds") {
  const auto limits = read_quota("bsc_quota",
                                 "group ehpc42\n"
                                 "\x1b[1mgpfs_projects GRP 3.00 TB 10.00 TB 10.50 TB 0 KB\x1b[0m\n"
                                 "gpfs_scratch  GRP 2TB 1TB 4TB 0\n"
                                 "gpfs_home USR none\n",
                                 "/gpfs/scratch/ehpc42/me/aifactory");
  REQUIRE(limits.size() == 1);
  CHECK(limits[0].name == "quota of gpfs_scratch");
  CHECK(limits[0].free_bytes == 2 * tebi);
  CHECK(!limits[0].free_files);
  CHECK(read_quota("bsc_quota", "gpfs_scratch GRP 5TB 0 0 0\n", "/gpfs/scratch/x").empty());
}

TEST_CASE("quota: rows that hold a path and pairs") {
  const auto limits = read_quota("lumi_quota",
                                 "Disk area                      Capacity(used/max)  Files(used/max)\n"
                                 "/users/me                             1.5G/22G        12K/100K\n"
                                 "/scratch/project_465000001            1.0T/51T       1.9M/2.0M\n"
                                 "/scratch/project_46500000             1.0T/51T       1.9M/2.0M\n",
                                 "/scratch/project_465000001/me/aifactory");
  REQUIRE(limits.size() == 1);
  CHECK(limits[0].name == "quota of /scratch/project_465000001");
  CHECK(limits[0].free_bytes == 50 * tebi);
  CHECK(limits[0].free_files == 100'000);
  CHECK(read_quota("any", "/scratch/p  51T/50T  3/2\n", "/scratch/p").at(0).free_files == 0);
}

TEST_CASE("quota: Lustre's own command, with and without units") {
  const std::string folder = "/lustre/scratch/p1/me";
  const auto plain = read_quota("lfs",
                                "Disk quotas for prj 4711 (pid 4711):\n"
                                "     Filesystem  kbytes   quota   limit   grace   files   quota   limit   grace\n"
                                "/lustre/scratch 1048576  0 3145728 - 90* 50 100 6d23h\n"
                                "pid 4711 is using default block quota setting\n",
                                folder);
  REQUIRE(plain.size() == 1);
  CHECK(plain[0].name == "quota of /lustre/scratch");
  CHECK(plain[0].free_bytes == 2ull << 30);
  CHECK(plain[0].free_files == 10);
  const auto wrapped = read_quota("lfs",
                                  "     Filesystem    used   quota   limit   grace   files   quota   limit   grace\n"
                                  "/lustre/scratch\n"
                                  "                  [1.5T]      0k      2T       -  200000       0       0       -\n",
                                  folder);
  REQUIRE(wrapped.size() == 1);
  CHECK(wrapped[0].free_bytes == tebi / 2);
  CHECK(!wrapped[0].free_files);
  CHECK(read_quota("lfs", "/lustre/scratch 1 0 0 - 1 0 0 -\n", folder).empty());
  CHECK(read_quota("lfs", "/other 1 0 5 - 1 0 5 -\n", folder).empty());
}

TEST_CASE("quota: GPFS, by file set and with a grace of two words") {
  const auto limits = read_quota(
      "mmlsquota",
      "                         Block Limits                                    |     File Limits\n"
      "Filesystem Fileset    type   GB  quota  limit in_doubt  grace |  files   quota    limit in_doubt    grace  "
      "Remarks\n"
      "gpfs       scratch    FILESET  10     20     30        0   none |     22       0      100        0     none\n"
      "gpfs       scratch    USR      40     20     30        0 6 days |     22       0        0        0     none\n"
      "gpfs       home       USR      10     20     30        0   none |     22       0      100        0     none\n",
      "/work/scratch/p");
  REQUIRE(limits.size() == 2);
  CHECK(limits[0].free_bytes == 20ull << 30);
  CHECK(limits[0].free_files == 78);
  CHECK(limits[1].free_bytes == 0);
  CHECK(!limits[1].free_files);
}

TEST_CASE("quota: BeeGFS") {
  const auto limits = read_quota("beegfs",
                                 "      user/group     ||           size          ||    chunk files\n"
                                 "     name     |  id  ||    used    |    hard    ||  used   |  hard\n"
                                 "--------------|------||------------|------------||---------|---------\n"
                                 "            p1|  4711||    1.00 GiB|    3.00 GiB||       10|unlimited\n",
                                 "/beegfs/p1");
  REQUIRE(limits.size() == 1);
  CHECK(limits[0].free_bytes == 2ull << 30);
  CHECK(!limits[0].free_files);
}

TEST_CASE("quota: nonsense is no limit") {
  for (const char* answer : {"", "\x1b[", "/scratch/p", "/scratch/p a/b", "/scratch/p 1/2/3/", "/scratch/p -5G/1G",
                             "/scratch/p 1G/99999999999999999999999999T", "gpfs_scratch", "command not found"})
    for (const char* parser : {"bsc_quota", "lumi_quota", "lfs", "mmlsquota", "beegfs", ""})
      CHECK(read_quota(parser, answer, "/scratch/p/x").empty());
}

TEST_CASE("room: what is short is said") {
  const std::vector<Limit> limits = {{"file system /gpfs", 10 * tebi, {}}, {"quota of /scratch/p", tebi, 1000}};
  CHECK(shortage(limits, {.files = 1000, .bytes = tebi}).empty());
  CHECK(shortage(limits, {.files = 1001, .bytes = 1}) ==
        "room for 1001 files is needed, and there is room for 1000 (quota of /scratch/p)");
  CHECK(shortage(limits, {.files = 1, .bytes = 2 * tebi}) ==
        "2 TiB are needed, and 1 TiB are free (quota of /scratch/p)");
  CHECK(tightest(limits).free_bytes == tebi);
  CHECK(tightest({}).free_bytes == std::nullopt);
}

TEST_CASE("room: one call asks file system and quota, for folders that are not there yet") {
  TestHost host(TestHost::Files::sftp);
  TemporaryDirectory folder;
  const auto place = folder.path().string();
  config::SiteProfile site;
  site.storage["home"] = {.path = place, .quota_bytes = {}, .quota_files = 100};
  write(folder.path() / "quota", "cat; echo noise >&2; echo '" + place + " 1G/3G 10/20'");
  site.commands["quota"] = {.run = "sh " + place + "/quota", .parser = "x"};
  const auto limits = room_at(host, site, place + "/not/there yet");
  CHECK(host.commands == 1);
  REQUIRE(limits.size() == 3);
  CHECK(limits[0].free_files == 100);
  CHECK(limits[1].name.starts_with("file system /"));
  CHECK(limits[1].free_bytes.value_or(0) > 0);
  CHECK(limits[2].free_bytes == 2ull << 30);
  CHECK(limits[2].free_files == 10);
  site.commands["quota"].run = "exit 3; false";
  CHECK(room_at(host, site, place).size() <= 2);
  TestHost mute(TestHost::Files::sftp, TestHost::Shell::no);
  CHECK(room_at(mute, site, place).size() == 1);
}

TEST_CASE("room: what is free here, for folders that are not there yet") {
  TemporaryDirectory folder;
  const auto limits = room_here(folder.path() / "not/there yet");
  REQUIRE(limits.size() == 1);
  CHECK(limits[0].name == "file system of " + folder.path().string());
  CHECK(limits[0].free_bytes.value_or(0) > 0);
}
