// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/connection.hpp"
#include "transport/ssh/key_text.hpp"
#include "transport/ssh/start_program.hpp"

#include <fmt/format.h>

namespace aifactory::transport::ssh {
namespace {

/// The key comes on stdin. A file whose last line has no end gets one; a key that is there already is left alone,
/// whatever options or comment stand on its line. SELinux wants its labels (restorecon).
constexpr std::string_view install_script = R"sh(set -e
umask 077
IFS= read -r line
rest=${line#* }
body=${rest%% *}
mkdir -p .ssh
file=.ssh/authorized_keys
touch "$file"
chmod go-w . && chmod 700 .ssh && chmod 600 "$file"
if ! grep -qF -e "$body" "$file"; then
  if [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then echo >> "$file"; fi
  printf '%s\n' "$line" >> "$file"
fi
if command -v restorecon >/dev/null 2>&1; then restorecon -F .ssh "$file" >/dev/null 2>&1 || :; fi
grep -qF -e "$body" "$file"
)sh";

/// A host that runs its programs on a connection made for one purpose.
class ConnectionHost final : public Host {
 public:
  ConnectionHost(Connection& connection, std::string name) : connection_(connection), name_(std::move(name)) {}
  const std::string& name() const override { return name_; }
  std::unique_ptr<Channel> start(std::string_view script) override {
    return start_program(connection_.open_client(), script, name_);
  }
  std::unique_ptr<FileChannel> open_files() override {
    throw Error{{.kind = ErrorKind::bug, .what = "no files are moved while a key is installed"}};
  }

 private:
  Connection& connection_;
  std::string name_;
};

/// Type and body, without what would be options or a second line.
std::string checked_line(std::string_view public_key) {
  const auto line = trim(public_key);
  const auto key = parse_key(line);
  if (key.is_private || line.find('\n') != std::string_view::npos || printable(line) != line)
    throw Error{{.kind = ErrorKind::bad_input, .what = "this is not one line of a public key"}};
  return std::string{line} + "\n";
}

}  // namespace

void install_public_key(const Target& target, Person& person, std::string_view public_key) {
  const auto line = checked_line(public_key);
  const auto connection = make_own_connection(target, person, Methods::secrets);
  ConnectionHost host{*connection, target.addresses.front().name};
  const auto output = run(host, {.script = std::string{install_script}, .input = line});
  if (output.ending.ok()) return;
  throw Error{{.kind = ErrorKind::io,
               .what = fmt::format("the key could not be written to ~/.ssh/authorized_keys on {}", host.name()),
               .why = printable(trim(output.err), Lines::keep),
               .hint = "the home folder may be full or not writable; some sites take keys only on their web page"}};
}

}  // namespace aifactory::transport::ssh
