// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"
#include "aifactory/transfer/tree.hpp"

#include <string>
#include <string_view>

namespace aifactory::dataset {

/// What is said about a dataset beside its data, as Croissant 1.0 metadata (JSON-LD on schema.org): readable by the
/// tools of the field, with the terms of its use in a vocabulary of our own.
std::string write_card(const config::Dataset& dataset, const transfer::Manifest& manifest);

/// What list and show tell of a card.
struct CardFacts {
  std::string licence;
  std::string description;
  std::string personal_data;
  std::string source;
  std::string agreement;
  bool packed = false;
};
/// Cards are written by people, too: what is not there stays empty.
CardFacts read_card(std::string_view text);

}  // namespace aifactory::dataset
