// SPDX-License-Identifier: Apache-2.0
#include "transport/http/library.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <array>
#include <dlfcn.h>
#include <string>
#include <string_view>

namespace aifactory::transport::http {
namespace {

/// Debian and Fedora, Debian's other build, macOS. The ABI of libcurl 7.16 upward is the same in all.
constexpr std::array names = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};

[[noreturn]] void missing(std::string_view why) {
  throw Error{{.kind = ErrorKind::unavailable,
               .what = "libcurl is needed to speak HTTP, and cannot be loaded",
               .why = printable(why),
               .hint = "install it; on Debian and Ubuntu: apt install libcurl4"}};
}

void* open_library() {
  std::string why;
  for (const char* name : names) {
    if (void* library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
    if (why.empty()) why = ::dlerror();
  }
  missing(why);
}

template <typename Function>
void find(void* library, const char* name, Function*& function) {
  void* address = ::dlsym(library, name);
  if (address == nullptr) missing(std::string{"it has no "} + name);
  function = reinterpret_cast<Function*>(address);  // as POSIX has it (dlsym)
}

/// The library stays loaded: its threads and handlers may outlive any user.
Library load() {
  void* library = open_library();
  Library l{};
  find(library, "curl_global_init", l.global_init);
  find(library, "curl_easy_init", l.easy_init);
  find(library, "curl_easy_cleanup", l.easy_cleanup);
  find(library, "curl_easy_setopt", l.easy_setopt);
  find(library, "curl_easy_getinfo", l.easy_getinfo);
  find(library, "curl_easy_strerror", l.easy_strerror);
  find(library, "curl_multi_init", l.multi_init);
  find(library, "curl_multi_cleanup", l.multi_cleanup);
  find(library, "curl_multi_add_handle", l.multi_add_handle);
  find(library, "curl_multi_remove_handle", l.multi_remove_handle);
  find(library, "curl_multi_perform", l.multi_perform);
  find(library, "curl_multi_poll", l.multi_poll);
  find(library, "curl_multi_info_read", l.multi_info_read);
  find(library, "curl_slist_append", l.slist_append);
  find(library, "curl_slist_free_all", l.slist_free_all);
  find(library, "curl_url", l.url);
  find(library, "curl_url_cleanup", l.url_cleanup);
  find(library, "curl_url_get", l.url_get);
  find(library, "curl_url_set", l.url_set);
  find(library, "curl_free", l.free);
  if (l.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    throw Error{{.kind = ErrorKind::bug, .what = "libcurl does not start"}};
  return l;
}

}  // namespace

const Library& curl() {
  static const Library library = load();
  return library;
}

}  // namespace aifactory::transport::http
