// SPDX-License-Identifier: Apache-2.0
#include "monitoring/remote_files.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "monitoring/file_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace aifactory::monitoring {
namespace {

constexpr auto pass_time = std::chrono::minutes(10);

/// Reads lines "START AT ID" and "PATH" in turns. Answers each file with "NUMBER ID SIZE START COUNT" and then COUNT
/// bytes, neither more nor fewer: zeros stand for what was cut off meanwhile. Of a file that is as long as before
/// nothing is read.
constexpr std::string_view reading_body = R"sh(
one() {
  set -- $(file_facts <&3)
  known=$id:$start:$at
  [ "$1" = "$id" ] && [ "$2" -ge "$at" ] || start=0
  size=$2
  [ "$size" -le "$most" ] || size=$most
  count=$((size - start))
  [ "$count" -ge 0 ] && [ "$1:$start:$2" != "$known" ] || count=0
  echo "$number $1 $2 $start $count"
  [ "$count" -eq 0 ] || { tail -c "+$((start + 1))" <&3; cat /dev/zero; } 2>/dev/null | head -c "$count"
}
number=0
while read -r start at id && IFS= read -r f; do
  if [ -f "$f" ] && [ -r "$f" ]; then (exec 3<"$f" && one); fi
  number=$((number + 1))
done
)sh";

std::uint64_t count_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && !text.empty()) return number;
  throw Error{{.kind = ErrorKind::protocol,
               .what = "the answer about the metrics files makes no sense",
               .why = fmt::format("\"{}\" stands where a number belongs", shorten(printable(text), 60))}};
}

/// Takes the answer of reading_body in pieces.
class Answer {
 public:
  explicit Answer(std::vector<RemoteFile>& files) : files_(files) {}

  void feed(std::string_view bytes) {
    while (!bytes.empty())
      bytes.remove_prefix(left_ == 0 ? take_header(bytes) : take_content(bytes));
  }
  Pass outcome() const { return again_ ? Pass::again : Pass::done; }

 private:
  std::size_t take_header(std::string_view bytes) {
    const auto end = bytes.find('\n');
    header_ += bytes.substr(0, end);
    if (header_.size() > 200) count_in(header_);
    if (end == std::string_view::npos) return bytes.size();
    begin_file(split(header_, ' '));
    header_.clear();
    return end + 1;
  }

  void begin_file(const std::vector<std::string>& words) {
    const auto number = count_in(words[0]);
    if (words.size() != 5 || number >= files_.size()) count_in("");
    auto& file = files_[number];
    auto& position = file.position;
    const auto size = count_in(words[2]);
    if (!position.identity.empty() && (position.identity != words[1] || size < position.offset)) file.start_over();
    if (count_in(words[3]) != position.start_of_look()) count_in("");
    position.identity = words[1];
    file.too_large = size > remote_file_limit;
    left_ = count_in(words[4]);
    file.reader->expect(left_);
    current_ = &file;
    expected_ = position.overlap;
    overlap_ = OverlapCheck(expected_);
  }

  std::size_t take_content(std::string_view bytes) {
    bytes = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
    left_ -= bytes.size();
    if (current_ != nullptr) take_new(overlap_.pass(bytes));
    return bytes.size();
  }

  void take_new(std::string_view bytes) {
    if (!overlap_.same()) {
      current_->start_over();
      current_ = nullptr;
      again_ = true;
    } else if (!bytes.empty()) {
      current_->reader->feed(bytes);
      current_->position.advance(bytes);
    }
  }

  std::vector<RemoteFile>& files_;
  RemoteFile* current_ = nullptr;
  std::uint64_t left_ = 0;
  std::string header_, expected_;
  OverlapCheck overlap_;
  bool again_ = false;
};

std::string questions(const std::vector<RemoteFile>& files) {
  std::string text;
  for (const auto& [file, position, reader, too_large] : files) {
    text += fmt::format("{} {} {}\n./{}\n", position.start_of_look(), position.offset,
                        position.identity.empty() ? "-" : position.identity, file.path);
  }
  return text;
}

}  // namespace

RemoteFile::RemoteFile(MetricFile which) : file(std::move(which)) {
  start_over();
}

void RemoteFile::start_over() {
  position = {};
  reader = make_reader(file.format, file.path);
}

Pass read_new(transport::Host& host, const std::string& folder, std::vector<RemoteFile>& files) {
  Answer answer(files);
  const auto script = fmt::format("LC_ALL=C; export LC_ALL\nmost={}\ncd {} || exit\n{}{}", remote_file_limit,
                                  shell_quote(folder), file_facts_function, reading_body);
  transport::run_streaming(
      host, {.script = script, .input = questions(files), .time_limit = pass_time},
      [&answer](std::string_view bytes) { answer.feed(bytes); }, [](std::string_view) {});
  return answer.outcome();
}

}  // namespace aifactory::monitoring
