// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"
#include "aifactory/transport/local.hpp"

#include "site.hpp"

#include <memory>
#include <string>

namespace aifactory::contract {

/// Every implementation of Host, to be held to one suite.
inline constexpr const char* backends[] = {"local",          "ssh without keeper", "ssh with keeper",
                                           "ssh, tcsh user", "ssh, noisy shell",   "dropbear"};

/// A host of one kind, with folders of its own; its keeper ends with it.
class Backend {
 public:
  explicit Backend(const std::string& kind) {
    if (kind == "local") {
      host_ = transport::make_local_host();
      return;
    }
    const std::string user = kind == "ssh, tcsh user" ? "erin" : kind == "ssh, noisy shell" ? "noah" : "alice";
    auto target = target_of(user, user);
    if (kind == "dropbear") target.addresses.front().port = cluster().port_of_dropbear;
    const bool own = kind == "ssh without keeper";
    if (!own) kept_ = target;
    host_ = ssh::make_host(target, person_, own ? ssh::Share::no : ssh::Share::yes);
  }
  ~Backend() {
    host_.reset();
    if (kept_) ssh::close_connection(*kept_);
  }
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  transport::Host& host() { return *host_; }

 private:
  OwnFolders folders_;
  ScriptedPerson person_;
  std::optional<ssh::Target> kept_;
  std::unique_ptr<transport::Host> host_;
};

}  // namespace aifactory::contract
