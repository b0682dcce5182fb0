// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/secret.hpp"

#include "support/catch.hpp"

#include <concepts>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

using namespace aifactory;

namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

}  // namespace

TEST_CASE("a secret cannot be copied or printed") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Secret>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<Secret>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string>);
  STATIC_REQUIRE_FALSE(Streamable<Secret>);
}

TEST_CASE("a moved secret leaves nothing behind") {
  for (const std::string& value : {std::string("short"), std::string(100, 'x')}) {
    Secret first{value};
    const char* place = first.reveal().data();
    Secret second(std::move(first));
    CHECK(second.reveal() == value);
    CHECK(first.empty());
    if (value.size() < 10) CHECK(std::string(place, value.size()) == std::string(value.size(), '\0'));
    Secret third;
    third = std::move(second);
    CHECK(third.reveal() == value);
    CHECK(second.empty());
  }
}
