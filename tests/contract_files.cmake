# SPDX-License-Identifier: Apache-2.0
# One suite for every FileChannel: this machine's files, and SFTP to the real server program.
aifactory_test(contract files aifactory_transport)

# Trees and streams, over each kind of host: this machine's files, and the real server program with a shell and without.
aifactory_test(contract transfer aifactory_transfer)
