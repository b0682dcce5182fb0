// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/end_watch.hpp"

#include "aifactory/base/error.hpp"

namespace aifactory::job {

std::uint64_t EndWatch::size_of(const Run& run) {
  const auto path = run.folder + "/" + std::string(scheduler::record_file);
  const auto reply = transport::ask(*files_, transport::request::Stat{.path = path, .follow = false});
  return reply.status == transport::FileStatus::ok ? reply.attributes.size.value_or(0) : 0;
}

bool EndWatch::look(const std::vector<Run>& runs) {
  if (!files_) files_ = host_.open_files();
  bool grown = false;
  for (const auto& run : runs) {
    if (run.id.empty() || scheduler::is_final(run.state)) continue;
    const auto size = size_of(run);
    const auto [known, is_new] = sizes_.try_emplace(run.name, size);
    grown |= !is_new && size > known->second;
    known->second = size;
  }
  return grown;
}

bool EndWatch::noticed(const std::vector<Run>& runs) {
  if (given_up_) return false;
  try {
    return look(runs);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    files_.reset();
    given_up_ = error.kind() != ErrorKind::try_again;
    return false;
  }
}

}  // namespace aifactory::job
