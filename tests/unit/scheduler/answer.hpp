// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/text.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::test {

/// An answer of the cluster, written down field by field ('|' stands for the separator).
struct Answer {
  std::string squeue;
  int squeue_status = 0;
  std::string sacct;
  int sacct_status = 0;
  std::string scontrol = {};
  std::string began = {};

  std::string text() const {
    auto all = "@aifactory squeue\n" + squeue + "\n@aifactory status " + std::to_string(squeue_status) +
               "\n@aifactory sacct\n" + sacct + "\n@aifactory status " + std::to_string(sacct_status) +
               "\n@aifactory scontrol\n" + scontrol + "\n@aifactory status 0\n";
    if (!began.empty()) all += "@aifactory began\n" + began + "\n@aifactory status 0\n";
    for (auto& c : all)
      if (c == '|') c = '\x1f';
    return all;
  }
};

/// A row of squeue: id, state, reason, started.
inline std::string live(const std::string& id, const std::string& state, const std::string& reason = "None",
                        const std::string& started = "2026-11-20T15:16:18") {
  return id + "|" + id.substr(0, id.find('_')) + "|" + state + "|" + reason +
         "|acc|acc_ehpc|ehpc01|as01r1b01|2026-11-20T15:16:17|" + started +
         "|2026-11-20T15:46:18|0:09|30:00|1|40|gres:gpu:2|/home/alice/s|train-7f3k\n";
}

/// A row of sacct: id, state, exit code, started.
inline std::string record(const std::string& id, const std::string& state, const std::string& code = "0:0",
                          const std::string& started = "2026-11-20T15:16:18") {
  const bool ended = state != "PENDING" && state != "RUNNING";
  return id + "|" + state + "|" + code + "|2026-11-20T15:16:17|" + started + "|" +
         (ended ? "2026-11-20T15:26:18" : "Unknown") +
         "|600|30|acc|acc_ehpc|ehpc01|as01r1b01|40|billing=40,cpu=40,gres/gpu=2,node=1|/home/alice/s|train-7f3k\n";
}

}  // namespace aifactory::test
