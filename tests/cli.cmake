# SPDX-License-Identifier: Apache-2.0
# Transcripts of the program as a user types it, on this machine alone.
file(GLOB cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli/cases/*.t)
foreach(case IN LISTS cases)
  get_filename_component(name ${case} NAME_WE)
  add_test(NAME cli.${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/transcript ${case})
  set_tests_properties(cli.${name} PROPERTIES LABELS cli TIMEOUT 180 ENVIRONMENT "AIFACTORY=$<TARGET_FILE:aifactory>")
endforeach()
