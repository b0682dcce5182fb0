// SPDX-License-Identifier: Apache-2.0
#include "cli/room_check.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"

#include <fmt/format.h>

namespace aifactory::cli {

void RoomCheck::look(std::uint64_t files, std::uint64_t bytes) {
  if (files == 0 && bytes == 0) return;
  const auto limits = place_.limits();
  free_ = dataset::tightest(limits);
  shortage_ = dataset::shortage(limits, {.files = files, .bytes = bytes});
  if (shortage_.empty() || on_ == On::shortage_remember) return;
  const bool too_large = free_->free_bytes && bytes > *free_->free_bytes;
  throw Error{{.kind = ErrorKind::cannot_create,
               .what = fmt::format("dataset {} does not fit {}; nothing was sent", dataset_, place_.name),
               .why = shortage_,
               .hint = (too_large ? place_.too_large : place_.too_many_files) + "; --no-preflight does not look"}};
}

RoomCheck::Place room_on_site(AppContext& context, const std::string& dataset) {
  SiteServices& site = context.site();
  return {.name = "on " + site.profile().id,
          .limits = [&site] { return dataset::room_at(site.quota_host(), site.profile(), site.root()); },
          .too_many_files =
              fmt::format("pack its files into a few archives:  aifactory dataset upload {} --pack tar", dataset),
          .too_large = "make room there (aifactory dataset remove NAME), or set another 'root' for the site"};
}

RoomCheck::Place room_to_unpack(AppContext& context) {
  RoomCheck::Place place = room_on_site(context, "");
  place.too_many_files = "unpack it in each job, on the node's own disk (see: aifactory dataset upload --help)";
  return place;
}

RoomCheck::Place room_in(const std::string& folder) {
  return {.name = "into " + printable(folder),
          .limits = [folder] { return dataset::room_here(folder); },
          .too_many_files = "choose another folder:  --to FOLDER",
          .too_large = "make room there, or choose another folder:  --to FOLDER"};
}

}  // namespace aifactory::cli
