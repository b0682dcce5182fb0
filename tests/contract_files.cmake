# SPDX-License-Identifier: Apache-2.0
# One suite for every FileChannel: this machine's files, and SFTP to the real server program.
aifactory_test(contract files aifactory_transport)
