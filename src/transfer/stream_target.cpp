// SPDX-License-Identifier: Apache-2.0
#include "transfer/stream_target.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/tree.hpp"

#include "transfer/path.hpp"

namespace aifactory::transfer {

void require_file_name(const std::string& file) {
  if (is_safe_relative_path(file) && file.find('/') == std::string::npos && !is_part(file)) return;
  throw Error{{.kind = ErrorKind::bad_input, .what = "not a name for a file: '" + printable(file) + "'"}};
}

std::string journal_target(const transport::Host& host, const std::string& remote, const std::string& file) {
  return host.name() + ':' + join_path(remote, file);
}

}  // namespace aifactory::transfer
