// SPDX-License-Identifier: Apache-2.0
#include "transfer/renames.hpp"

#include "aifactory/base/text.hpp"
#include "aifactory/transport/refusal.hpp"

#include "transfer/path.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aifactory::transfer {
namespace {

using transport::FileStatus;
using transport::Reply;
namespace request = transport::request;

/// The copies come as commands on its standard input: there may be more of them than an argument can hold.
constexpr std::string_view rename_script = "cd -- {} && exec /bin/sh";

std::size_t number_in(const std::string& line) {
  std::size_t number = std::string::npos;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  return error == std::errc() && end == line.data() + line.size() ? number : std::string::npos;
}

}  // namespace

void Renames::set_aside(const std::vector<Renamed>& renamed) {
  for (const auto& file : renamed) {
    const auto path = file.taken ? fmt::format("moved-{}", file.index) : entries_[file.index].path;
    items_.push_back({&file, part_path(path), false});
  }
  std::vector<Item*> moves;
  for (auto& item : items_)
    if (item.file->taken) moves.push_back(&item);
  run_batch(lanes_, {.count = moves.size(),
                     .request =
                         [&](std::size_t i) {
                           return request::Rename{.from = join_path(remote_, moves[i]->file->from),
                                                  .to = join_path(remote_, moves[i]->part)};
                         },
                     .answer = [&](std::size_t i, Reply& reply) { moves[i]->there = reply.status == FileStatus::ok; }});
}

void Renames::copy() {
  std::string commands;
  for (std::size_t i = 0; i < items_.size(); ++i)
    if (const auto& [file, part, there] = items_[i]; !file->taken)
      commands += fmt::format("cp -- {} {} 2>/dev/null && echo {}\n", shell_quote("./" + file->from),
                              shell_quote("./" + part), i);
  if (commands.empty()) return;
  try {
    const auto answer = transport::run(host_, {.script = fmt::format(rename_script, shell_quote(remote_)),
                                               .input = std::move(commands),
                                               .time_limit = std::chrono::hours(24)});
    for (const auto& line : split_lines(answer.out))
      if (const auto number = number_in(line); number < items_.size()) items_[number].there = true;
  } catch (const Error& error) {
    if (!transport::is_refusal(error)) throw;
  }
}

Renames::Outcome Renames::put_in_place() {
  copy();
  std::vector<Item*> waiting;
  for (auto& item : items_)
    if (item.there) waiting.push_back(&item);
  run_batch(lanes_,
            {.count = waiting.size(),
             .request =
                 [&](std::size_t i) {
                   return request::Rename{.from = join_path(remote_, waiting[i]->part),
                                          .to = join_path(remote_, entries_[waiting[i]->file->index].path)};
                 },
             .answer = [&](std::size_t i, Reply& reply) { waiting[i]->there = reply.status == FileStatus::ok; }});
  Outcome outcome;
  for (const auto& item : items_)
    (item.there ? outcome.placed : outcome.failed).push_back(item.file->index);
  return outcome;
}

}  // namespace aifactory::transfer
