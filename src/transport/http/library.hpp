// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

namespace aifactory::transport::http {

/// The functions of libcurl in use here. The library is loaded when HTTP is first spoken (dlopen(3)): with the thirty
/// libraries behind it, it would double the start of every command, of which few speak HTTP.
struct Library {
  decltype(&curl_global_init) global_init;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_cleanup) easy_cleanup;
  CURLcode (*easy_setopt)(CURL*, CURLoption, ...);  // the header has checking macros of these two names
  CURLcode (*easy_getinfo)(CURL*, CURLINFO, ...);
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_multi_init) multi_init;
  decltype(&curl_multi_cleanup) multi_cleanup;
  decltype(&curl_multi_add_handle) multi_add_handle;
  decltype(&curl_multi_remove_handle) multi_remove_handle;
  decltype(&curl_multi_perform) multi_perform;
  decltype(&curl_multi_poll) multi_poll;
  decltype(&curl_multi_info_read) multi_info_read;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
  decltype(&curl_url) url;
  decltype(&curl_url_cleanup) url_cleanup;
  decltype(&curl_url_get) url_get;
  decltype(&curl_url_set) url_set;
  decltype(&curl_free) free;
};

/// Loads and starts it at the first call; any thread. Errors: unavailable, when it is not installed.
const Library& curl();

}  // namespace aifactory::transport::http
