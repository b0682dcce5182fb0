// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// Walks over one JSON text without building a tree. Takes what Python's json module writes of a diverging training
/// (NaN, Infinity, -Infinity, numbers too large for a double), which strict parsers refuse. After the first fault
/// every call says "nothing more" and ok() is false. Borrows the text.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  enum class Kind { object, array, string, number, literal, nothing };
  /// Of the value that stands here.
  Kind kind();

  /// Goes into the object or array that stands here.
  bool enter();
  /// To the next member of the object entered last; false behind its end. `key` is valid until the next call.
  bool next_member(std::string_view& key);
  /// To the next element of the array entered last; false behind its end.
  bool next_element();

  /// The value that stands here, which is passed.
  double number();
  std::string_view string();  ///< valid until the next call
  void skip();

  bool ok() const { return ok_; }
  /// Whether nothing but white space is left.
  bool at_end();

 private:
  static constexpr std::size_t depth_limit = 64;

  void pass_space();
  bool pass(char expected);
  bool next_item(char closing);
  std::string_view unescaped(std::size_t end);
  std::optional<std::uint32_t> hex4(std::size_t at) const;
  void append_escape(std::size_t& at);
  void append_code_point(std::size_t& at);
  void fail() { ok_ = false; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::uint64_t started_ = 0;  ///< bit d: the container at depth d has had an item
  bool ok_ = true;
  std::string buffer_;
};

}  // namespace aifactory::monitoring
