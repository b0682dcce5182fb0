// SPDX-License-Identifier: Apache-2.0
#include "transfer/chunk_proof.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transfer/stream_journal.hpp"

#include <fmt/format.h>

namespace aifactory::transfer {
namespace {

constexpr std::string_view choose_hash =
    R"sh(if openssl dgst -sha256 -r </dev/null >/dev/null 2>&1; then h='openssl dgst -sha256 -r'
elif command -v sha256sum >/dev/null 2>&1; then h=sha256sum
else exit 4; fi
)sh";

constexpr std::string_view hash_chunks = R"sh(exec 3<{} || exit 3
i=0
while [ $i -lt {} ]; do
  dd bs={} count=1 iflag=fullblock <&3 2>/dev/null | $h
  i=$((i+1))
done)sh";

}  // namespace

bool can_prove_chunks(transport::Host& host) {
  try {
    return transport::run(host, {.script = std::string(choose_hash), .repeat = transport::Repeat::safe}).ending.ok();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unavailable && error.kind() != ErrorKind::protocol) throw;
    return false;
  }
}

bool chunks_are(transport::Host& host, const std::string& path, const std::vector<std::string>& sha256) {
  const auto script = std::string(choose_hash) + fmt::format(hash_chunks, shell_quote(path), sha256.size(), chunk_size);
  const auto answer =
      transport::run(host, {.script = script, .repeat = transport::Repeat::safe, .time_limit = std::chrono::hours(48)});
  const auto lines = split_lines(answer.out);
  if (!answer.ending.ok() || lines.size() != sha256.size())
    throw Error{{.kind = ErrorKind::io,
                 .what = "the host does not hash " + printable(path),
                 .why = printable(trim(answer.err), Lines::keep),
                 .hint = "run the same command again"}};
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (!lines[i].starts_with(sha256[i])) return false;
  return true;
}

}  // namespace aifactory::transfer
