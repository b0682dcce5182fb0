// SPDX-License-Identifier: Apache-2.0
#include "cli/log_view.hpp"

namespace aifactory::cli {
namespace {

constexpr std::size_t held_at_most = std::size_t{4} << 20;

}  // namespace

void LogView::take(const Part& part) {
  auto& source = sources_.try_emplace(log_place(part.key), Source{.key = part.key}).first->second;
  source.utc_offset = part.utc_offset;
  if (!filter_.pattern && !filter_.since && output_->takes_bytes(part.key)) return output_->bytes(part.key, part.bytes);
  if (part.offset != source.next) end_line(source);
  source.next = part.offset + part.bytes.size();
  source.lines.feed(part.bytes, part.offset);
  cut(source);
}

void LogView::cut(Source& source) {
  std::string_view text;
  std::uint64_t offset = 0;
  while (source.lines.next(text, offset))
    line(source, offset, text);
  if (!source.lines.waiting().empty() && !filter_.pattern && !filter_.since)
    output_->live(source.key, source.lines.waiting());
}

void LogView::line(Source& source, std::uint64_t offset, std::string_view text) {
  if (filter_.since && !passes_time(source, offset, text)) return;
  show(source, offset, text);
}

bool LogView::passes_time(Source& source, std::uint64_t offset, std::string_view text) {
  using Passing = Source::Passing;
  if (const auto time = time_in_line(text, source.utc_offset)) {
    source.passing = *time >= *filter_.since ? Passing::yes : Passing::no;
    source.passing == Passing::yes ? release(source) : source.held.clear();
  }
  if (source.passing != Passing::unknown) return source.passing == Passing::yes;
  source.held.emplace_back(offset, text);
  source.held_bytes += text.size();
  if (source.held_bytes > held_at_most) release(source);
  return false;
}

void LogView::release(Source& source) {
  source.passing = Source::Passing::yes;
  for (const auto& [offset, text] : std::exchange(source.held, {}))
    show(source, offset, text);
}

void LogView::show(const Source& source, std::uint64_t offset, std::string_view text) {
  auto content = text;
  if (content.ends_with('\n')) content.remove_suffix(1);
  if (filter_.pattern && !filter_.pattern->matches(content)) return;
  ++lines_shown_;
  output_->line(source.key, offset, text);
}

void LogView::pause() {
  for (auto& [place, source] : sources_)
    if (!source.held.empty()) release(source);
}

void LogView::end_line(Source& source) {
  const std::string last(source.lines.waiting());
  if (!last.empty()) line(source, source.lines.waiting_offset(), last);
  source.lines.drop_waiting();
}

void LogView::finish() {
  for (auto& [place, source] : sources_) {
    end_line(source);
    if (!source.held.empty()) release(source);
  }
  output_->finish();
}

}  // namespace aifactory::cli
