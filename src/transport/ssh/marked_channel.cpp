// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/marked_channel.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <cstring>

namespace aifactory::transport::ssh {
namespace {

/// Enough to say what a login shell printed; a shell that prints more and never starts anything stays cut.
constexpr std::size_t noise_kept = std::size_t{64} << 10;

}  // namespace

MarkedChannel::MarkedChannel(std::unique_ptr<Channel> inner, std::string marker, std::string host)
    : inner_(std::move(inner)), marker_("\n" + std::move(marker) + "\n"), host_(std::move(host)) {}

Arrival MarkedChannel::read(std::span<std::byte> into) {
  while (true) {
    auto arrival = inner_->read(into);
    if (arrival.kind == Arrival::Kind::nothing_yet) return arrival;
    if (arrival.kind == Arrival::Kind::end) {
      if (!out_.marked) throw_not_started();
      return arrival;
    }
    auto& stream = arrival.kind == Arrival::Kind::out ? out_ : err_;
    if (stream.marked) return arrival;
    arrival.size = cut(stream, into.first(arrival.size));
    if (arrival.size > 0) return arrival;
  }
}

/// Moves what follows the marker to the front of `bytes` and returns its size.
std::size_t MarkedChannel::cut(Stream& stream, std::span<std::byte> bytes) const {
  const auto searched = stream.noise.size() < marker_.size() ? 0 : stream.noise.size() - marker_.size();
  stream.noise.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto at = stream.noise.find(marker_, searched);
  if (at == std::string::npos) {
    if (stream.noise.size() > noise_kept) stream.noise.erase(0, stream.noise.size() - noise_kept);
    return 0;
  }
  stream.marked = true;
  const auto after = stream.noise.substr(at + marker_.size());
  std::memcpy(bytes.data(), after.data(), after.size());
  stream.noise.clear();
  return after.size();
}

void MarkedChannel::throw_not_started() const {
  const auto said = trim(out_.noise).empty() ? trim(err_.noise) : trim(out_.noise);
  throw Error{{.kind = ErrorKind::unavailable,
               .what = fmt::format("{} did not run the command: its login shell ended first", host_),
               .why = said.empty() ? "it printed nothing" : "it said: " + printable(said, Lines::keep),
               .hint = "check that the account may run commands there; some hosts only move files"}};
}

}  // namespace aifactory::transport::ssh
