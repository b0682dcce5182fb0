# SPDX-License-Identifier: Apache-2.0
# Each tests/fuzz/NAME.cpp defines LLVMFuzzerTestOneInput. In every build it is run over tests/fuzz/corpus/NAME, which holds
# what was found before; with Clang, -DAIFACTORY_FUZZ=ON and -DCMAKE_CXX_FLAGS=-fsanitize=fuzzer-no-link,address,undefined it
# looks for more:
#   build/fuzz/tests/fuzz_NAME -max_total_time=60 tests/fuzz/corpus/NAME
option(AIFACTORY_FUZZ "Link the fuzz targets with libFuzzer" OFF)
add_library(fuzz_replay OBJECT EXCLUDE_FROM_ALL support/replay.cpp)
file(GLOB targets CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/*.cpp)
foreach(source IN LISTS targets)
  get_filename_component(name ${source} NAME_WE)
  add_executable(fuzz_${name} ${source})
  target_link_libraries(fuzz_${name} PRIVATE aifactory_cli fmt::fmt nlohmann_json::nlohmann_json)
  target_include_directories(fuzz_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
  if(AIFACTORY_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_link_libraries(fuzz_${name} PRIVATE fuzz_replay)
  endif()
  if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name})
    continue()
  endif()
  add_test(NAME fuzz.${name} COMMAND fuzz_${name} -runs=0 ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name})
  set_tests_properties(fuzz.${name} PROPERTIES LABELS unit TIMEOUT 60)
endforeach()
