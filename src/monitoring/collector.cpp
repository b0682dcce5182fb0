// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/monitoring/metrics.hpp"

#include "monitoring/back_off.hpp"
#include "monitoring/file_facts.hpp"
#include "monitoring/file_position.hpp"
#include "monitoring/metric_files.hpp"
#include "monitoring/series_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace aifactory::monitoring {
namespace {

constexpr std::uint64_t file_size_limit = std::uint64_t{1} << 30;
constexpr int tries = 3;
constexpr int passes = 3;  ///< a file that was written anew is read again from its top
constexpr auto pass_time = std::chrono::minutes(10);

/// Reads lines "START AT ID" and "PATH" in turns. Answers each file with "NUMBER ID SIZE START COUNT" and then COUNT
/// bytes, neither more nor fewer: zeros stand for what was cut off meanwhile.
constexpr std::string_view reading_body = R"sh(
one() {
  set -- $(file_facts "$f" <&3)
  [ "$1" = "$id" ] && [ "$2" -ge "$at" ] || start=0
  size=$2
  [ "$size" -le "$most" ] || size=$most
  count=$((size - start))
  [ "$count" -ge 0 ] || count=0
  echo "$number $1 $2 $start $count"
  [ "$count" -eq 0 ] || { tail -c "+$((start + 1))" <&3; cat /dev/zero; } 2>/dev/null | head -c "$count"
}
number=0
while read -r start at id && IFS= read -r f; do
  if [ -f "$f" ] && [ -r "$f" ]; then (exec 3<"$f" && one); fi
  number=$((number + 1))
done
)sh";

/// One file on its way.
struct Tracked {
  explicit Tracked(MetricFile which) : file(std::move(which)) { start_over(); }
  void start_over() {
    position = {};
    reader = make_reader(file.format, file.path);
  }

  MetricFile file;
  FilePosition position;
  std::unique_ptr<Reader> reader;
  bool too_large = false;
};

std::uint64_t number_in(std::string_view text) {
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
  explicit Answer(std::vector<Tracked>& files) : files_(files) {}

  void feed(std::string_view bytes) {
    while (!bytes.empty())
      bytes.remove_prefix(left_ == 0 ? take_header(bytes) : take_content(bytes));
  }
  /// Whether a file turned out to be written anew.
  bool again() const { return again_; }

 private:
  std::size_t take_header(std::string_view bytes) {
    const auto end = bytes.find('\n');
    header_ += bytes.substr(0, end);
    if (header_.size() > 200) number_in(header_);
    if (end == std::string_view::npos) return bytes.size();
    begin_file(split(header_, ' '));
    header_.clear();
    return end + 1;
  }

  void begin_file(const std::vector<std::string>& words) {
    const auto number = number_in(words[0]);
    if (words.size() != 5 || number >= files_.size()) number_in("");
    auto& file = files_[number];
    auto& position = file.position;
    const auto size = number_in(words[2]);
    if (!position.identity.empty() && (position.identity != words[1] || size < position.offset)) file.start_over();
    if (number_in(words[3]) != position.start_of_look()) number_in("");
    position.identity = words[1];
    file.too_large = size > file_size_limit;
    left_ = number_in(words[4]);
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

  std::vector<Tracked>& files_;
  Tracked* current_ = nullptr;
  std::uint64_t left_ = 0;
  std::string header_, expected_;
  OverlapCheck overlap_;
  bool again_ = false;
};

/// Runs `act` again while the line is bad, a few times.
template <typename Act>
auto patiently(const Act& act) {
  auto pacing = real_pacing();
  for (int failures = 1;; ++failures) {
    try {
      return act();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::try_again || failures == tries) throw;
      pacing.sleep(back_off(failures, pacing.random()));
    }
  }
}

}  // namespace

struct Collector::State {
  transport::Host& host;
  std::string folder;
  std::vector<std::string> patterns;
  std::vector<Tracked> files;
  std::vector<Complaint> complaints;

  void look_for_files() {
    const auto output = transport::run(host, {.script = listing_script(folder, patterns),
                                              .repeat = transport::Repeat::safe,
                                              .output_limit = 2 * listing_limit});
    auto selection = select_files(output.out, patterns);
    complaints = std::move(selection.complaints);
    if (const auto said = trim(output.err); !said.empty()) complaints.push_back({".", printable(split(said, '\n')[0])});
    for (auto& found : selection.files) {
      const auto same = [&found](const Tracked& known) { return known.file.path == found.path; };
      if (std::none_of(files.begin(), files.end(), same)) files.emplace_back(std::move(found));
    }
  }

  std::string questions() const {
    std::string text;
    for (const auto& [file, position, reader, too_large] : files) {
      text += fmt::format("{} {} {}\n./{}\n", position.start_of_look(), position.offset,
                          position.identity.empty() ? "-" : position.identity, file.path);
    }
    return text;
  }

  bool read_new() {
    Answer answer(files);
    const auto script = fmt::format("LC_ALL=C; export LC_ALL\nmost={}\ncd {} || exit\n{}{}", file_size_limit,
                                    shell_quote(folder), file_facts_function, reading_body);
    transport::run_streaming(
        host, {.script = script, .input = questions(), .time_limit = pass_time},
        [&answer](std::string_view bytes) { answer.feed(bytes); }, [](std::string_view) {});
    return answer.again();
  }

  void update() {
    look_for_files();
    if (files.empty()) return;
    for (int pass = 0; pass < passes && patiently([this] { return read_new(); }); ++pass) {}
    for (auto& each : files)
      each.reader->settle();
  }

  template <typename Get>
  Metrics gather(const Get& get) {
    Metrics all{.series = {}, .complaints = complaints};
    for (auto& each : files) {
      add(all, get(*each.reader));
      if (each.too_large) all.complaints.push_back({each.file.path, "only the first GiB is read"});
    }
    sort(all);
    return all;
  }
};

Collector::Collector(transport::Host& host, std::string folder, std::vector<std::string> patterns)
    : state_(new State{host, std::move(folder), std::move(patterns), {}, {}}) {
  check_patterns(state_->patterns);
}

Collector::~Collector() = default;

Metrics Collector::update() {
  state_->update();
  return state_->gather([](const Reader& reader) { return reader.metrics(); });
}

Metrics Collector::finish() && {
  state_->update();
  return state_->gather([](Reader& reader) { return reader.take(); });
}

Metrics collect(transport::Host& host, const std::string& folder, const std::vector<std::string>& patterns) {
  return Collector(host, folder, patterns).finish();
}

}  // namespace aifactory::monitoring
