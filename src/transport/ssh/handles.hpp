// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include <memory>
#include <string>

namespace aifactory::transport::ssh {

/// libssh's handles, each owned once.
template <auto Free>
struct Freer {
  template <class Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};

using SessionHandle = std::unique_ptr<ssh_session_struct, Freer<ssh_free>>;
using EventHandle = std::unique_ptr<ssh_event_struct, Freer<ssh_event_free>>;
using ChannelHandle = std::unique_ptr<ssh_channel_struct, Freer<ssh_channel_free>>;
using KeyHandle = std::unique_ptr<ssh_key_struct, Freer<ssh_key_free>>;
using CString = std::unique_ptr<char, Freer<ssh_string_free_char>>;

/// A string that libssh allocated, as one of ours; empty for null.
inline std::string take(char* text) {
  const CString owned{text};
  return text != nullptr ? std::string{text} : std::string{};
}

}  // namespace aifactory::transport::ssh
