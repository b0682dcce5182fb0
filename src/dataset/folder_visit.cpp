// SPDX-License-Identifier: Apache-2.0
#include "dataset/folder_visit.hpp"

#include <algorithm>

namespace aifactory::dataset {

transport::Reply visit_folder(transport::FileChannel& files, const std::string& folder,
                              const std::function<bool(const transport::DirectoryEntry&)>& visit) {
  namespace request = transport::request;
  auto opened = transport::ask(files, request::OpenDirectory{.path = folder});
  if (opened.status != transport::FileStatus::ok) return opened;
  bool goes_on = true;
  while (goes_on) {
    const auto batch = transport::ask(files, request::ReadDirectory{.handle = opened.text});
    goes_on = batch.status == transport::FileStatus::ok && std::ranges::all_of(batch.entries, visit);
  }
  transport::ask(files, request::Close{.handle = opened.text});
  return opened;
}

}  // namespace aifactory::dataset
