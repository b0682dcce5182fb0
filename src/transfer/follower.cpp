// SPDX-License-Identifier: Apache-2.0
#include "transfer/follower.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace aifactory::transfer {
namespace {

constexpr std::uint64_t block = std::uint64_t{1} << 20;
constexpr std::string_view follow_greeting = "aifactory-follows";
constexpr std::size_t names_unsent_at_most = std::size_t{64} << 10;

/// Reads a path, then numbers of further blocks to be hashed, up to a 0 when all is there; answers with one line; and
/// so on. The file may be renamed at any moment, so that opening it is the only test. Python and OpenSSL come first
/// since they use the processor's SHA instructions, which sha256sum often does not.
constexpr std::string_view follow_program = R"py(
import hashlib, sys
ask, room = sys.stdin.buffer, memoryview(bytearray(1 << 20))
def feed(file, hash, size):
    while size != 0:
        got = file.readinto(room[:size] if size > 0 else room)
        if not got: return
        hash.update(room[:got])
        size -= got if size > 0 else 0
for name in iter(ask.readline, b""):
    hash, file = hashlib.sha256(), None
    try: file = open(name[:-1], "rb", 0)
    except OSError: pass
    count = 1
    while count > 0:
        count = int(ask.readline() or 0)
        if file: feed(file, hash, count << 20 if count > 0 else -1)
    print(hash.hexdigest() if file else "-", flush=True)
    if file: file.close()
)py";

/// The same in sh. `command` keeps a failed exec from ending the shell. dd may take less than it was allowed to (a read
/// may be short), never more; cat takes what is left.
constexpr std::string_view follow_script = R"sh(cd -- {folder} || exit 3
if python3 -I -S -c 'import _hashlib' </dev/null >/dev/null 2>&1; then
  echo {greeting} one_program
  exec python3 -I -S -c {program}
elif openssl dgst -sha256 -r </dev/null >/dev/null 2>&1; then h='openssl dgst -sha256 -r'
elif command -v sha256sum >/dev/null 2>&1; then h=sha256sum
else exit 4; fi
echo {greeting} one_for_each
feed() {{
  while IFS= read -r n && [ "$n" != 0 ]; do dd bs=1048576 count="$n" <&3 2>/dev/null; done
  cat <&3
}}
while IFS= read -r f; do
  if {{ command exec 3<"$f"; }} 2>/dev/null; then feed | $h
  else exec 3</dev/null; feed; echo -; fi
done)sh";

}  // namespace

Follower::Follower(transport::Host& host, std::string folder, Use use)
    : folder_(std::move(folder)),
      use_(std::move(use)),
      program_(host, {.answered = [this](std::string_view line) { answered(line); }, .ended = [this] { ended(); }}) {}

Follower::Job* Follower::find(std::uint32_t index) {
  const auto found = numbers_.find(index);
  return found == numbers_.end() ? nullptr : &jobs_[found->second - answered_];
}

Follower::Job& Follower::add(std::uint32_t index, const std::string& path) {
  numbers_[index] = answered_ + jobs_.size();
  return jobs_.emplace_back(Job{.index = index, .path = path});
}

/// Paths go over line by line.
bool Follower::takes(const std::string& path) const {
  return means_ != Means::none && path.find('\n') == std::string::npos;
}

void Follower::advance(std::uint32_t index, const std::string& part, std::uint64_t bytes) {
  if (!takes(part) || bytes < block) return;
  auto* job = find(index);
  if (!job) job = &add(index, part);
  job->blocks = bytes / block;
  job->followed = true;
  start();
}

bool Follower::whole(std::uint32_t index, const std::string& path, std::uint64_t size) {
  auto* job = find(index);
  if (!job) {
    if (!program_.running() || !takes(path) || means_ == Means::one_for_each) return false;
    job = &add(index, path);
  }
  job->blocks = (size + block - 1) / block;
  job->whole = true;
  if (!job->named) job->path = path;
  return true;
}

void Follower::drop(std::uint32_t index) {
  auto* const job = find(index);
  if (!job) return;
  job->dropped = true;
  numbers_.erase(index);
}

void Follower::start() {
  if (program_.running() || means_ == Means::none) return;
  program_.start(fmt::format(follow_script, fmt::arg("folder", shell_quote(folder_)),
                             fmt::arg("greeting", follow_greeting), fmt::arg("program", shell_quote(follow_program))));
}

/// One file after the other, as they are sent.
void Follower::tell() {
  while (told_ < answered_ + jobs_.size() && program_.unsent() < names_unsent_at_most) {
    auto& job = jobs_[told_ - answered_];
    tell(job);
    if (!job.ended) break;
    ++told_;
  }
  drop_unasked();
}

void Follower::tell(Job& job) {
  job.ended = job.whole || job.dropped;
  if (job.dropped && !job.named) return;
  if (!std::exchange(job.named, true)) program_.send("./" + job.path + "\n");
  if (!job.ended && job.blocks > job.told)
    program_.send(fmt::format("{}\n", job.blocks - std::exchange(job.told, job.blocks)));
  if (job.ended) program_.send("0\n");
}

/// Nothing will be answered about them.
void Follower::drop_unasked() {
  while (!jobs_.empty() && jobs_.front().ended && !jobs_.front().named) {
    jobs_.pop_front();
    ++answered_;
  }
}

void Follower::serve() {
  do {
    if (means_ != Means::unknown) tell();
  } while (program_.serve_once());
}

void Follower::greeted(std::string_view line) {
  if (!line.starts_with(follow_greeting)) return;
  means_ = line.ends_with("one_program") ? Means::one_program : Means::one_for_each;
  if (means_ == Means::one_for_each) hand_back_small_ones();
}

void Follower::answered(std::string_view line) {
  constexpr std::size_t digits = 64;
  if (means_ == Means::unknown) return greeted(line);
  if (jobs_.empty() || !jobs_.front().ended) return;
  const auto job = std::move(jobs_.front());
  jobs_.pop_front();
  ++answered_;
  drop_unasked();
  if (job.dropped) return;
  numbers_.erase(job.index);
  use_(job.index, ContentHash::from_hex(line.substr(0, digits)));
}

void Follower::hand_back_small_ones() {
  for (auto& job : jobs_) {
    if (job.followed || job.dropped) continue;
    job.dropped = true;
    numbers_.erase(job.index);
    use_(job.index, std::nullopt);
  }
}

void Follower::give_up() {
  program_.stop();
  ended();
}

void Follower::release() {
  if (!idle() || !program_.running()) return;
  program_.stop();
  means_ = Means::unknown;
}

void Follower::ended() {
  means_ = Means::none;
  numbers_.clear();
  for (const auto& job : std::exchange(jobs_, {}))
    if (job.whole && !job.dropped) use_(job.index, std::nullopt);
}

}  // namespace aifactory::transfer
