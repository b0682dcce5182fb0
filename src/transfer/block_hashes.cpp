// SPDX-License-Identifier: Apache-2.0
#include "transfer/block_hashes.hpp"

#include "aifactory/base/arriving_lines.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/refusal.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

namespace aifactory::transfer {
namespace {

/// Lines "h|c SIZE FIRST COUNT ./PATH/": the slash at the end keeps blanks before it.
constexpr std::string_view block_program = R"py(
import hashlib, os, sys
for line in sys.stdin.buffer:
    do, size, first, count, path = line.rstrip(b"\n").split(b" ", 4)
    size, first, count, path, whole = int(size), int(first), int(count), path[:-1], True
    file = part = None
    try:
        file = open(path, "rb", 0)
        if do == b"c":
            part = os.open(path + b".aifactory-part", os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        whole = False
    for number in range(first, first + count):
        try:
            data = os.pread(file.fileno(), size, number * size) if whole else b""
            if do == b"c" and whole:
                whole = os.pwrite(part, data, number * size) == len(data)
        except OSError:
            data, whole = b"", do == b"h"
        if do == b"h":
            print(hashlib.sha256(data).hexdigest(), flush=True)
    if do == b"c":
        print("ok" if whole else "-", flush=True)
    if file: file.close()
    if part is not None: os.close(part)
)py";

constexpr std::string_view block_script = R"sh(cd -- {folder} || exit 3
python3 -I -S -c 'import _hashlib' </dev/null >/dev/null 2>&1 && exec python3 -I -S -c {program}
if openssl dgst -sha256 -r </dev/null >/dev/null 2>&1; then h='openssl dgst -sha256 -r'
elif command -v sha256sum >/dev/null 2>&1; then h=sha256sum
else exit 4; fi
while IFS=' ' read -r do size n count path; do
  p=${{path%/}}
  if [ "$do" = c ]; then
    dd if="$p" of="$p.aifactory-part" bs="$size" skip="$n" seek="$n" count="$count" conv=notrunc 2>/dev/null &&
      echo ok || echo -
  else
    end=$((n + count))
    while [ "$n" -lt "$end" ]; do
      dd if="$p" bs="$size" skip="$n" count=1 2>/dev/null | $h
      n=$((n + 1))
    done
  fi
done)sh";

/// Runs the command; false when the host has no way to.
bool ask(transport::Host& host, const std::string& folder, std::string input,
         const std::function<void(std::string_view line)>& use) {
  ArrivingLines lines;
  try {
    return transport::run_streaming(
               host,
               {.script = fmt::format(block_script, fmt::arg("folder", shell_quote(folder)),
                                      fmt::arg("program", shell_quote(block_program))),
                .input = std::move(input),
                .time_limit = std::chrono::hours(24)},
               [&](std::string_view bytes) { lines.take(bytes, use); }, [](std::string_view) {})
        .ok();
  } catch (const Error& error) {
    if (!transport::is_refusal(error)) throw;
    return false;
  }
}

std::string lines_of(char what, const std::vector<Blocks>& requests) {
  std::string lines;
  for (const auto& blocks : requests)
    lines += fmt::format("{} {} {} {} ./{}/\n", what, blocks.size, blocks.first, blocks.count, blocks.path);
  return lines;
}

}  // namespace

bool hash_blocks(transport::Host& host, const std::string& folder, const std::vector<Blocks>& requests,
                 const UseBlockHash& use) {
  constexpr std::size_t digits = 64;
  std::size_t request = 0;
  std::uint64_t number = 0;
  return ask(host, folder, lines_of('h', requests), [&](std::string_view line) {
    if (request == requests.size()) return;
    const auto& blocks = requests[request];
    use(request, blocks.first + number, ContentHash::from_hex(line.substr(0, digits)));
    if (++number < blocks.count) return;
    number = 0;
    ++request;
  });
}

std::vector<bool> copy_blocks(transport::Host& host, const std::string& folder, const std::vector<Blocks>& requests) {
  std::vector<bool> copied(requests.size());
  std::size_t request = 0;
  ask(host, folder, lines_of('c', requests), [&](std::string_view line) {
    if (request < copied.size()) copied[request++] = line == "ok";
  });
  return copied;
}

}  // namespace aifactory::transfer
