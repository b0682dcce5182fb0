# SPDX-License-Identifier: Apache-2.0
#
# Compiles src/config/sites/*.yaml into aifactory_config. Run as a script (cmake -D FOLDER=… -D OUTPUT=… -P) it writes
# the source; included, it adds the command that does so whenever a profile changes.
if(CMAKE_SCRIPT_MODE_FILE)
  file(GLOB profiles ${FOLDER}/*.yaml)
  list(SORT profiles)
  set(rows "")
  foreach(profile IN LISTS profiles)
    get_filename_component(name ${profile} NAME_WE)
    file(READ ${profile} text)
    if(text MATCHES "\\)yaml\"")
      message(FATAL_ERROR "${profile} holds the end of a raw string")
    endif()
    string(APPEND rows "    {\"${name}\", R\"yaml(${text})yaml\"},\n")
  endforeach()
  file(WRITE ${OUTPUT} "// Generated from src/config/sites. Not to be edited.
#include \"config/builtin.hpp\"

namespace aifactory::config {
namespace {
constexpr BuiltinProfile profiles[] = {
${rows}};
}  // namespace

std::span<const BuiltinProfile> builtin_profiles() { return profiles; }

}  // namespace aifactory::config
")
  return()
endif()

file(GLOB site_profiles CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/sites/*.yaml)
set(site_source ${CMAKE_CURRENT_BINARY_DIR}/builtin_profiles.cpp)
add_custom_command(
  OUTPUT ${site_source}
  COMMAND ${CMAKE_COMMAND} -D FOLDER=${CMAKE_CURRENT_LIST_DIR}/sites -D OUTPUT=${site_source} -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${site_profiles} ${CMAKE_CURRENT_LIST_FILE}
  COMMENT "Site profiles become C++")
target_sources(aifactory_config PRIVATE ${site_source})
