// SPDX-License-Identifier: Apache-2.0
#include "dataset/admission.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/http.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace aifactory::dataset {

void require_agreement(const config::Dataset& dataset) {
  if (dataset.personal_data == "none" || !trim(dataset.agreement).empty()) return;
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = fmt::format("dataset {} holds personal data ({}) and names no agreement", dataset.name,
                                   dataset.personal_data),
               .why =
                   "personal data may be brought to a site only on a legal basis or under an agreement, and the card "
                   "beside the data must name it",
               .hint = fmt::format("add 'agreement: …' to datasets.{} in aifactory.yaml, or set personal_data: none if "
                                   "there is none in it",
                                   dataset.name)}};
}

void require_checksum(const config::Dataset& dataset) {
  if (dataset.sha256.empty()) return;
  if (!std::filesystem::is_regular_file(dataset.path))
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = fmt::format("dataset {} has a sha256, and is not one file", dataset.name),
                 .hint = "leave it out: every file of a folder is proved by a hash of its own"}};
  const auto found = sha256_of_file(dataset.path);
  if (found != dataset.sha256)
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "not the file that its sha256 names: " + printable(dataset.path.string()),
                 .why = fmt::format("given {}\nfound {}", dataset.sha256, found),
                 .hint = "nothing was sent; get the file again, or correct its sha256"}};
}

void require_trust(const config::Dataset& dataset) {
  if (dataset.url.starts_with("https://") || !dataset.sha256.empty()) return;
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = "not encrypted, and without a checksum: " + transport::http::shown(dataset.url),
               .why = "anybody on the way could change the data",
               .hint = "use the https address, or give the checksum: --sha256, or sha256: in aifactory.yaml"}};
}

}  // namespace aifactory::dataset
