# SPDX-License-Identifier: Apache-2.0
# Puts the static library in the place of the shared one in an imported target, where a static one is installed. What
# stays shared: libc, libstdc++, fmt, and the Kerberos of libssh, which distributions ship as shared libraries only.

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

link_statically(yaml-cpp::yaml-cpp libyaml-cpp.a)
link_statically(SQLite::SQLite3 libsqlite3.a Threads::Threads ${CMAKE_DL_LIBS} m)
if(OPENSSL_USE_STATIC_LIBS)
  link_statically(ssh libssh.a OpenSSL::Crypto ZLIB::ZLIB ${AIFACTORY_GSSAPI} Threads::Threads)
endif()
