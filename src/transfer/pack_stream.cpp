// SPDX-License-Identifier: Apache-2.0
#include "transfer/pack_stream.hpp"

#include "aifactory/base/text.hpp"

#include "transfer/plan.hpp"
#include "transfer/windows.hpp"

#include <fmt/format.h>

#include <utility>

namespace aifactory::transfer {
namespace {

constexpr std::string_view pack_greeting = "aifactory-places";
constexpr std::size_t kept_ready = std::size_t{128} << 10;

/// Before each file: its mode, the length of its name (4 bytes each), its time and its size (8 each), big endian. All
/// answers to what one read brought go together.
constexpr std::string_view pack_program = R"py(
import hashlib, os, sys
folder, held, at, answers = os.fsencode(sys.argv[1]) + b"/", b"", 0, []
def take(size):
    global held, at
    while len(held) - at < size:
        os.write(1, b"".join(answers))
        answers.clear()
        got = os.read(0, 1 << 20)
        if not got: os._exit(0)
        held, at = held[at:] + got, 0
    at += size
    return held[at - size:at]
def number(size): return int.from_bytes(take(size), "big", signed=True)
def place(mode, time, path, body):
    part = path + b".aifactory-part"
    file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        left = memoryview(body)
        while left: left = left[os.write(file, left):]
        hash = hashlib.sha256(os.pread(file, len(body) + 1, 0)).hexdigest()
        os.fchmod(file, mode)
        os.utime(file, (time, time))
    finally: os.close(file)
    os.rename(part, path)
    return hash.encode()
answers.append(b"aifactory-places\n")
while True:
    mode, length, time, size = number(4), number(4), number(8), number(8)
    path, body = folder + take(length), take(size)
    try: answers.append(place(mode, time, path, body) + b"\n")
    except OSError: answers.append(b"-\n")
)py";

void put_number(std::string& to, std::int64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    to += static_cast<char>(value >> shift & 0xff);
}

}  // namespace

PackStream::PackStream(transport::Host& host, const std::string& folder, Use use)
    : use_(std::move(use)),
      program_(host, {.answered = [this](std::string_view line) { answered(line); }, .ended = [this] { abandon(); }}) {
  program_.start(fmt::format("exec python3 -I -S -c {} {}", shell_quote(pack_program), shell_quote(folder)));
}

bool PackStream::has_room() const {
  return ready() && program_.unsent() < kept_ready && bytes_unanswered_ < bytes_under_way_at_most;
}

void PackStream::put(std::uint32_t index, const Entry& entry, std::span<const std::byte> bytes) {
  std::string head;
  put_number(head, entry.mode, 4);
  put_number(head, static_cast<std::int64_t>(entry.path.size()), 4);
  put_number(head, seconds_of(entry.modified_ns), 8);
  put_number(head, static_cast<std::int64_t>(bytes.size()), 8);
  program_.send(head + entry.path);
  program_.send({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  unanswered_.push_back({index, bytes.size()});
  bytes_unanswered_ += bytes.size();
}

/// A program that answers what nobody asked is another one than we think.
void PackStream::answered(std::string_view line) {
  if (!greeted_) {
    greeted_ = line == pack_greeting;
    if (!greeted_) abandon();
    return;
  }
  if (unanswered_.empty()) return abandon();
  const auto sent = unanswered_.front();
  unanswered_.pop_front();
  bytes_unanswered_ -= sent.size;
  use_(sent.index, ContentHash::from_hex(line));
}

void PackStream::abandon() {
  program_.stop();
  for (const auto& sent : std::exchange(unanswered_, {}))
    use_(sent.index, std::nullopt);
}

}  // namespace aifactory::transfer
