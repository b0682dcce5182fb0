// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/settings.hpp"
#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/host.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aifactory::dataset {

/// What is told of a dataset beside its data.
struct Card {
  std::string licence = {};
  std::string description = {};
  std::string personal_data = {};
  std::string source = {};
  std::string agreement = {};
  bool packed = false;  ///< its files lie in archives
};

/// A dataset as it lies on a site.
struct Placed {
  std::string name = {};
  std::string site = {};
  std::string path = {};  ///< absolute, on the site
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::string fingerprint = {};
  std::optional<Time> uploaded = {};
  Card card = {};
  bool finished = true;  ///< false: a first upload was broken off; what came is kept, and no job should read it
};

struct UploadReport {
  Placed placed;
  transfer::UploadResult transfer;
  /// Of a stream: what else lies in its folder, from an earlier upload, and is no part of the dataset any more. Sorted.
  std::vector<std::string> beside = {};
};

/// One file that is read once and streamed to the site.
struct Incoming {
  int descriptor = -1;    ///< standard input; -1: the dataset's url
  std::string file = {};  ///< its name on the site; empty: as the server says
};

/// Datasets of one project on one site. Borrows its host; all calls may block on the network.
class Datasets {
 public:
  Datasets(transport::Host& host, const config::SiteProfile& site, std::string root);

  /// Sends the dataset and its card (licence, personal data …). Errors: as transfer::upload; not_permitted for personal
  /// data without an agreement.
  UploadReport upload(const config::Dataset& dataset, const transfer::UploadOptions& options,
                      transfer::Observer& observer);
  /// The same for one file from standard input or from an address, which never touches the disk of this machine. What
  /// came unencrypted must have a checksum. Errors: also those of transport::http::fetch.
  UploadReport upload_stream(const config::Dataset& dataset, const Incoming& incoming,
                             const transfer::UploadOptions& options, transfer::Observer& observer);
  std::vector<Placed> list();
  /// Errors: no_input, with the nearest name.
  Placed show(std::string_view name);
  /// What lies on the site against its manifest. Errors: no_input.
  std::vector<transfer::Difference> verify(std::string_view name);
  /// A folder of this machine against the manifest on the site. Errors: no_input.
  std::vector<transfer::Difference> verify_copy(std::string_view name, const std::filesystem::path& copy);
  /// Removes the data, manifest and card. Errors: no_input; try_again while this user uploads it from here.
  void remove(std::string_view name);
  /// Errors: no_input; those of transfer::download.
  transfer::UploadResult download(std::string_view name, const std::filesystem::path& to,
                                  const transfer::DownloadOptions& options, transfer::Observer& observer);

  /// Puts the files of a packed dataset in the place of its archives, by a command there. `approve` is told what room
  /// they take. Errors: no_input; usage when it is not packed; unavailable on hosts that run no commands; io.
  Placed unpack(std::string_view name, const transfer::Approve& approve, transfer::Observer& observer);

  /// Where a dataset lies (or will lie) on the site.
  std::string path_of(std::string_view name) const;

 private:
  transfer::UploadOptions adapted(const config::Dataset& dataset, const transfer::UploadOptions& options) const;
  transfer::Manifest manifest_of(std::string_view name);
  void require_finished(std::string_view name);
  void label(const std::string& name, const Card& card, const transfer::Manifest& manifest);
  Placed placed(const std::string& name, const Card& card, const transfer::Manifest& manifest) const;

  transport::Host& host_;
  const config::SiteProfile& site_;
  std::string root_;
};

}  // namespace aifactory::dataset
