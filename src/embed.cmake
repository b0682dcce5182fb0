# SPDX-License-Identifier: Apache-2.0
#
# aifactory_embed(TARGET HEADER FILE...): compiles files of the repository into a library. The generated source defines
# `std::span<const EmbeddedFile> embedded_files()` of the module, as HEADER declares it, with paths from the
# repository's top. The same file, run as a script by the build, writes that source.
if(CMAKE_SCRIPT_MODE_FILE)
  set(rows "")
  foreach(name IN LISTS FILES)
    file(READ ${TOP}/${name} text)
    string(LENGTH "${text}" size)
    if(text MATCHES "\\)embedded\"")
      message(FATAL_ERROR "${name} holds the end of a raw string")
    endif()
    string(APPEND rows "    {\"${name}\", {R\"embedded(${text})embedded\", ${size}}},\n")
  endforeach()
  file(WRITE ${OUTPUT} "// Generated; not to be edited.
#include \"${HEADER}\"

#pragma GCC diagnostic ignored \"-Woverlength-strings\"

namespace aifactory::${MODULE} {
namespace {
constexpr EmbeddedFile files[] = {
${rows}};
}  // namespace

std::span<const EmbeddedFile> embedded_files() { return files; }

}  // namespace aifactory::${MODULE}
")
  return()
endif()

set(AIFACTORY_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
function(aifactory_embed module header)
  set(files ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${module}_embedded.cpp)
  list(TRANSFORM files PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE depends)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -D TOP=${PROJECT_SOURCE_DIR} -D MODULE=${module} -D HEADER=${header} -D OUTPUT=${output}
            "-D FILES=${files}" -P ${AIFACTORY_EMBED_SCRIPT}
    DEPENDS ${depends} ${AIFACTORY_EMBED_SCRIPT}
    VERBATIM
    COMMENT "Embedding files into ${module}")
  target_sources(aifactory_${module} PRIVATE ${output})
endfunction()
