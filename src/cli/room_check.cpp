// SPDX-License-Identifier: Apache-2.0
#include "cli/room_check.hpp"

#include "aifactory/base/error.hpp"

#include "cli/app_context.hpp"

#include <fmt/format.h>

namespace aifactory::cli {

void RoomCheck::look(std::uint64_t files, std::uint64_t bytes) {
  if (files == 0) return;
  SiteServices& site = context_.site();
  const auto limits = dataset::room_at(site.quota_host(), site.profile(), site.root());
  free_ = dataset::tightest(limits);
  shortage_ = dataset::shortage(limits, {.files = files, .bytes = bytes});
  if (shortage_.empty() || on_ == On::shortage_remember) return;
  const bool too_many = free_->free_files && files > *free_->free_files;
  throw Error{{.kind = ErrorKind::cannot_create,
               .what = fmt::format("dataset {} does not fit on {}; nothing was sent", dataset_, site.profile().id),
               .why = shortage_,
               .hint = too_many ? fmt::format("pack its files into a few archives: aifactory dataset upload {} --pack "
                                              "tar",
                                              dataset_)
                                : "make room there (aifactory dataset remove NAME), or set another 'root' for the "
                                  "site; --no-preflight sends all the same"}};
}

}  // namespace aifactory::cli
