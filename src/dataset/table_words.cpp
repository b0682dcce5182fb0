// SPDX-License-Identifier: Apache-2.0
#include "dataset/table_words.hpp"

#include "aifactory/base/text.hpp"

#include <algorithm>

namespace aifactory::dataset {

Words words_of(std::string_view line) {
  std::string text(line);
  std::ranges::replace(text, '|', ' ');
  Words words;
  for (auto& word : split(text, ' '))
    if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool is_above(std::string_view place, std::string_view folder) {
  if (place.ends_with('/')) place.remove_suffix(1);
  return place.size() > 1 && place.starts_with('/') && folder.starts_with(place) &&
         (folder.size() == place.size() || folder[place.size()] == '/');
}

}  // namespace aifactory::dataset
