// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"
#include "aifactory/transport/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::job {

/// Something on a site that a job can name: in `modules:` or in `container:`.
struct Software {
  enum class Kind { module, container } kind = Kind::module;
  std::string name;         ///< "PyTorch/2.1.2" or the path of an image
  bool is_default = false;  ///< of the versions of a module
  std::string folder;       ///< where it was found; may be empty
};

struct SoftwareAnswer {
  bool has_modules = false;  ///< is there a `module` command?
  std::string runtime;       ///< of containers, as it says its version; empty: none
  std::vector<Software> found;
};

/// POSIX sh text that asks for all of it in one go: modules of a login shell (Lmod or Environment Modules), images in
/// the folders that the profile names; and its answer. Reading never throws: what makes no sense is left out.
std::string software_command(const config::SiteProfile& site);
SoftwareAnswer read_software(std::string_view out);

/// Asks a site. Errors: those of transport::run(); try_again when it gives no answer in time.
SoftwareAnswer software(transport::Host& host, const config::SiteProfile& site);

/// Does it fit what was typed: part of the name, or a glob over all of it? Capitals do not matter.
bool fits(const Software& item, std::string_view pattern);

}  // namespace aifactory::job
