# SPDX-License-Identifier: Apache-2.0
#
# The transport's contract, against real servers: tests/cluster must be up (AIFACTORY_CLUSTER_ENV names its env file,
# default build/cluster/bookworm/env). Without it these tests fail, and say how to start it.
aifactory_test(contract transport aifactory_transport OpenSSL::Crypto Threads::Threads)
if(TARGET contract_transport)
  target_compile_definitions(contract_transport PRIVATE AIFACTORY_RELAY="$<TARGET_FILE:relay>")
  add_dependencies(contract_transport relay)
  set_tests_properties(contract.transport PROPERTIES TIMEOUT 900)
endif()
