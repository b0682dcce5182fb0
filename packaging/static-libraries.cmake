# SPDX-License-Identifier: Apache-2.0
# Puts the static library in the place of the shared one in an imported target, where a static one is installed. What
# stays shared: libc, libstdc++, and fmt: Debian has no static one, and from its headers it doubles the time of a build.
include(CheckCXXSourceCompiles)

function(link_statically target archive)
  find_library(file NAMES ${archive} NO_CACHE)
  if(NOT file)
    message(STATUS "no ${archive}: it stays a shared library")
    return()
  endif()
  get_target_property(aliased ${target} ALIASED_TARGET)
  if(aliased)
    set(target ${aliased})
  endif()
  foreach(property IN ITEMS IMPORTED_LOCATION IMPORTED_LOCATION_NONE IMPORTED_LOCATION_RELEASE IMPORTED_LOCATION_RELWITHDEBINFO)
    set_target_properties(${target} PROPERTIES ${property} ${file})
  endforeach()
  set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_LIBRARIES ${ARGN})
endfunction()

# Kerberos is referred to by libssh, not used here: an empty one stands in its place if that is all libssh refers to.
function(choose_kerberos result)
  try_compile(without_kerberos ${PROJECT_BINARY_DIR}/kerberos
    SOURCES ${PROJECT_SOURCE_DIR}/packaging/kerberos_probe.cpp ${PROJECT_SOURCE_DIR}/packaging/no_kerberos.cpp
    LINK_LIBRARIES ${AIFACTORY_LIBSSH_ARCHIVE} OpenSSL::Crypto ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS})
  if(without_kerberos)
    add_library(no_kerberos STATIC ${PROJECT_SOURCE_DIR}/packaging/no_kerberos.cpp)
    set(${result} no_kerberos PARENT_SCOPE)
  else()
    set(${result} ${AIFACTORY_GSSAPI} PARENT_SCOPE)
  endif()
endfunction()

link_statically(yaml-cpp::yaml-cpp libyaml-cpp.a)
link_statically(SQLite::SQLite3 libsqlite3.a Threads::Threads ${CMAKE_DL_LIBS} m)
if(OPENSSL_USE_STATIC_LIBS)
  link_statically(ZLIB::ZLIB libz.a)
  choose_kerberos(kerberos)
  link_statically(ssh libssh.a OpenSSL::Crypto ZLIB::ZLIB ${kerberos} Threads::Threads)
endif()

# What nothing refers to is left out.
set(CMAKE_REQUIRED_LINK_OPTIONS -Wl,--gc-sections)
check_cxx_source_compiles("int main() {}" gc_sections)
if(gc_sections)
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections)
endif()
unset(CMAKE_REQUIRED_LINK_OPTIONS)
