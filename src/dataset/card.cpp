// SPDX-License-Identifier: Apache-2.0
#include "dataset/card.hpp"

#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/http.hpp"

#include <nlohmann/json.hpp>

namespace aifactory::dataset {
namespace {

using Json = nlohmann::ordered_json;

/// The context that Croissant 1.0 gives to be used as it is, and our own vocabulary.
Json context() {
  Json terms = {{"@language", "en"},
                {"@vocab", "https://schema.org/"},
                {"sc", "https://schema.org/"},
                {"cr", "http://mlcommons.org/croissant/"},
                {"rai", "http://mlcommons.org/croissant/RAI/"},
                {"dct", "http://purl.org/dc/terms/"},
                {"conformsTo", "dct:conformsTo"},
                {"data", {{"@id", "cr:data"}, {"@type", "@json"}}},
                {"examples", {{"@id", "cr:examples"}, {"@type", "@json"}}},
                {"dataType", {{"@id", "cr:dataType"}, {"@type", "@vocab"}}},
                {"aifactory", "urn:aifactory:vocabulary:"}};
  for (const char* term :
       {"citeAs",     "column",        "extract",  "field",   "fileObject", "fileProperty", "fileSet",  "format",
        "includes",   "isLiveDataset", "jsonPath", "key",     "md5",        "parentField",  "path",     "recordSet",
        "references", "regex",         "repeated", "replace", "separator",  "source",       "subField", "transform"})
    terms[term] = std::string("cr:") + term;
  return terms;
}

/// The manifest as a file, and with it the files it lists.
Json distribution(const std::string& name, const transfer::Manifest& manifest) {
  const Json list = {{"@type", "cr:FileObject"},
                     {"@id", "manifest"},
                     {"name", name + ".manifest"},
                     {"description", "path, size, time and SHA-256 of every file, one JSON object a line"},
                     {"contentUrl", name + ".manifest"},
                     {"encodingFormat", "application/jsonl"},
                     {"sha256", transfer::manifest_sha256(manifest)}};
  const Json files = {{"@type", "cr:FileSet"},
                      {"@id", "files"},
                      {"name", "files"},
                      {"description", "the files that the manifest lists"},
                      {"containedIn", {{"@id", "manifest"}}},
                      {"encodingFormat", "application/octet-stream"},
                      {"includes", name + "/**"}};
  return Json::array({list, files});
}

std::string text_of(const Json& card, const char* key) {
  const auto found = card.find(key);
  return found != card.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

Card card_of(const config::Dataset& dataset) {
  const bool from_address = dataset.source.empty() && !dataset.url.empty();
  return {.licence = dataset.licence,
          .description = dataset.description,
          .personal_data = dataset.personal_data,
          .source = from_address ? transport::http::shown(dataset.url) : dataset.source,
          .agreement = dataset.agreement,
          .packed = dataset.pack == config::Pack::tar};
}

std::string write_card(const std::string& name, const Card& card, const transfer::Manifest& manifest) {
  Json json = {{"@context", context()},
               {"@type", "sc:Dataset"},
               {"conformsTo", "http://mlcommons.org/croissant/1.0"},
               {"name", name},
               {"description", card.description}};
  if (!card.licence.empty()) json["license"] = card.licence;
  if (!card.source.empty()) json["url"] = card.source;
  json["datePublished"] = format_time(manifest.made);
  json["distribution"] = distribution(name, manifest);
  json["aifactory:personalData"] = card.personal_data;
  if (!card.agreement.empty()) json["aifactory:agreement"] = card.agreement;
  if (card.packed) json["aifactory:packed"] = "tar";
  json["aifactory:files"] = manifest.files();
  json["aifactory:bytes"] = manifest.bytes();
  json["aifactory:fingerprint"] = manifest.fingerprint();
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Card read_card(std::string_view text) {
  const auto card = Json::parse(text, nullptr, false);
  if (!card.is_object()) return {};
  return {.licence = text_of(card, "license"),
          .description = text_of(card, "description"),
          .personal_data = text_of(card, "aifactory:personalData"),
          .source = text_of(card, "url"),
          .agreement = text_of(card, "aifactory:agreement"),
          .packed = text_of(card, "aifactory:packed") == "tar"};
}

}  // namespace aifactory::dataset
