// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/dataset/dataset.hpp"

#include <string>
#include <string_view>

namespace aifactory::dataset {

/// What is told of a dataset of the project.
Card card_of(const config::Dataset& dataset);

/// As it stands beside the data: Croissant 1.0 metadata (JSON-LD on schema.org), readable by the tools of the field,
/// with the terms of its use in a vocabulary of our own.
std::string write_card(const std::string& name, const Card& card, const transfer::Manifest& manifest);

/// Cards are written by people, too: what is not there stays empty.
Card read_card(std::string_view text);

}  // namespace aifactory::dataset
