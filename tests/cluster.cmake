# SPDX-License-Identifier: Apache-2.0
# Transcripts against a real Slurm behind a real sshd (tests/cluster), once for each suite: sites run many versions.
# A cluster that cannot be started is a failure, not a skip. One test at a time on each: logins are counted in sshd's log.
set(AIFACTORY_CLUSTER_SUITES "bookworm;trixie" CACHE STRING "Debian suites whose Slurm and OpenSSH are tested")
file(GLOB cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cluster/cases/*.t)
foreach(suite IN LISTS AIFACTORY_CLUSTER_SUITES)
  add_test(NAME cluster.${suite}.up COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cluster/up ${suite})
  add_test(NAME cluster.${suite}.down COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cluster/down ${suite})
  set_tests_properties(cluster.${suite}.up PROPERTIES FIXTURES_SETUP cluster_${suite} LABELS cluster TIMEOUT 300)
  set_tests_properties(cluster.${suite}.down PROPERTIES FIXTURES_CLEANUP cluster_${suite} LABELS cluster TIMEOUT 60)
  foreach(case IN LISTS cases)
    get_filename_component(name ${case} NAME_WE)
    add_test(NAME cluster.${suite}.${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cluster/transcript ${suite} ${case})
    set_tests_properties(cluster.${suite}.${name} PROPERTIES
      LABELS cluster TIMEOUT 300 FIXTURES_REQUIRED cluster_${suite} RESOURCE_LOCK sshd_${suite}
      ENVIRONMENT "AIFACTORY=$<TARGET_FILE:aifactory>")
  endforeach()
endforeach()

# The whole contract on one suite, all but the long cases on the others: another OpenSSH, the same answers.
if(TARGET contract_transport)
  foreach(suite IN LISTS AIFACTORY_CLUSTER_SUITES)
    if(NOT suite STREQUAL bookworm)
      add_test(NAME contract.transport.${suite} COMMAND contract_transport "~[long]")
      set_tests_properties(contract.transport.${suite} PROPERTIES
        LABELS contract TIMEOUT 600 FIXTURES_REQUIRED cluster_${suite} RESOURCE_LOCK sshd_${suite}
        ENVIRONMENT "AIFACTORY_CLUSTER_ENV=${PROJECT_SOURCE_DIR}/build/cluster/${suite}/env")
    endif()
  endforeach()
  set_tests_properties(contract.transport PROPERTIES FIXTURES_REQUIRED cluster_bookworm RESOURCE_LOCK sshd_bookworm)
endif()
