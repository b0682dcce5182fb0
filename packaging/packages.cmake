# SPDX-License-Identifier: Apache-2.0
# `cmake --install build/release` puts the program, its pages and its completions in place; `cpack` in the build folder
# makes a .deb, an .rpm (where rpmbuild is) or a .tar.gz of them:  cd build/release && cpack -G DEB
include(GNUInstallDirs)
install(TARGETS aifactory RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
install(FILES completions/aifactory.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME aifactory)
install(FILES completions/aifactory.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _aifactory)
install(FILES completions/aifactory.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES README.md LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_PACKAGE_VENDOR "aifactory")
set(CPACK_PACKAGE_CONTACT "aifactory maintainers <maintainers@aifactory.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR TGZ)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "openssh-client, libcurl4 | libcurl4t64")  # libcurl is loaded when it is needed
set(CPACK_RPM_PACKAGE_LICENSE Apache-2.0)
include(CPack)
