// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::dataset {

/// What stands beside a dataset's data: the first line of its manifest and its card.
struct Label {
  std::string name;
  std::string head;
  std::string card;  ///< empty: none
};

/// The folder of a site in which its datasets lie: NAME, NAME.manifest and NAME.card.json. Each call is one command
/// there or, where the host runs none, a few SFTP requests.
class Shelf {
 public:
  static constexpr std::string_view card_suffix = ".card.json";

  Shelf(transport::Host& host, std::string folder) : host_(host), folder_(std::move(folder)) {}

  /// Sorted by name; names that no dataset can have are left out.
  std::vector<Label> labels();
  void put_card(const std::string& name, const std::string& card);
  void remove(const std::string& name);

 private:
  std::optional<transport::Output> run(const std::string& script, const std::string& input = {});
  std::vector<Label> labels_by_sftp();
  void remove_labels(const std::string& path);

  transport::Host& host_;
  std::string folder_;
};

/// Letters, digits, '.', '_' and '-', not starting with '.' or '-', at most 100.
bool is_dataset_name(std::string_view name);

}  // namespace aifactory::dataset
