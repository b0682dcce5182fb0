// SPDX-License-Identifier: Apache-2.0
#include "config/tree_builder.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "config/yaml_reader.hpp"

#include <fmt/format.h>

#include <utility>

namespace aifactory::config {
namespace {

std::size_t size_of(const Node& node) {
  std::size_t size = 1;
  for (const auto& item : node.items)
    size += size_of(item);
  for (const auto& member : node.members)
    size += 1 + size_of(member.value);
  return size;
}

/// "?" marks plain scalars, "!" quoted ones; the core schema's own tags change nothing.
void check_tag(const std::string& tag, const Place& where) {
  if (tag.empty() || tag == "?" || tag == "!") return;
  for (const auto* name : {"str", "int", "float", "bool", "null", "map", "seq"}) {
    if (tag == std::string("tag:yaml.org,2002:") + name) return;
  }
  refuse(fmt::format("the tag {} means nothing here", printable(tag)), where, "remove it");
}

}  // namespace

TreeBuilder::TreeBuilder(std::shared_ptr<const Document> document, const LineIndex& lines)
    : document_(std::move(document)), lines_(lines) {}

Place TreeBuilder::place(const YAML::Mark& mark) const {
  return {.document = document_, .line = mark.line + 1, .column = lines_.column(mark.line, mark.column)};
}

void TreeBuilder::count(std::size_t nodes, const Place& where) {
  nodes_ += nodes;
  if (nodes_ > node_limit) {
    refuse(fmt::format("more than {} values", node_limit), where, "write less, or use fewer aliases (*name)");
  }
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  add({.place = place(mark)}, anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) refuse("an alias stands inside what it names", place(mark), "write the value out");
  count(size_of(found->second), place(mark));
  Node copy = found->second;
  copy.place = place(mark);
  add(std::move(copy), 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  check_tag(tag, place(mark));
  if (lines_.has_open_quote(mark.line, mark.column)) refuse("a quote is never closed", place(mark), "close it");
  add({.kind = Node::Kind::scalar, .text = value, .place = place(mark)}, anchor);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  check_tag(tag, place(mark));
  begin(Node::Kind::list, mark, anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  check_tag(tag, place(mark));
  begin(Node::Kind::map, mark, anchor);
}

void TreeBuilder::OnSequenceEnd() {
  end();
}
void TreeBuilder::OnMapEnd() {
  end();
}

void TreeBuilder::begin(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (open_.size() >= nesting_limit) {
    refuse(fmt::format("nested deeper than {} levels", nesting_limit), place(mark), "write it flatter");
  }
  open_.push_back({.node = {.kind = kind, .place = place(mark)}, .anchor = anchor});
}

void TreeBuilder::end() {
  auto frame = std::move(open_.back());
  open_.pop_back();
  add(std::move(frame.node), frame.anchor);
}

void TreeBuilder::add(Node node, YAML::anchor_t anchor) {
  count(1, node.place);
  if (anchor != 0) anchors_[anchor] = node;
  if (open_.empty()) {
    root_ = std::move(node);
  } else if (open_.back().node.kind == Node::Kind::list) {
    open_.back().node.items.push_back(std::move(node));
  } else {
    add_to_map(open_.back(), std::move(node));
  }
}

void TreeBuilder::add_to_map(Frame& frame, Node node) {
  if (frame.key) {
    const auto key = *std::exchange(frame.key, std::nullopt);
    if (node.kind == Node::Kind::empty) node.place = key.place;
    frame.node.members.push_back({.key = key.text, .place = key.place, .value = std::move(node)});
    return;
  }
  if (node.kind != Node::Kind::scalar) refuse("a key is not text", node.place, "write a name before the colon");
  if (node.text == "<<") refuse("merge keys (<<) are not used here", node.place, "write the values out");
  const auto [seen, is_new] = frame.keys.emplace(node.text, node.place);
  if (!is_new) {
    refuse(fmt::format("key '{}' is given twice", printable(node.text)), node.place, "keep one of the two",
           "first at " + seen->second.text());
  }
  frame.key = std::move(node);
}

}  // namespace aifactory::config
