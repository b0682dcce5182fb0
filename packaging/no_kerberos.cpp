// SPDX-License-Identifier: Apache-2.0
// libssh refers to Kerberos for ways of logging in that aifactory never takes. These stand in its place where libssh is
// linked in: seven shared libraries less to load at each start. Each says GSS_S_UNAVAILABLE (RFC 2744).
extern "C" {

extern void* const GSS_C_NT_HOSTBASED_SERVICE;
extern void* const GSS_C_NT_USER_NAME;
void* const GSS_C_NT_HOSTBASED_SERVICE = nullptr;
void* const GSS_C_NT_USER_NAME = nullptr;

#define UNAVAILABLE(name) \
  unsigned name() {       \
    return 16u << 16;     \
  }
UNAVAILABLE(gss_accept_sec_context)
UNAVAILABLE(gss_acquire_cred)
UNAVAILABLE(gss_add_oid_set_member)
UNAVAILABLE(gss_create_empty_oid_set)
UNAVAILABLE(gss_display_name)
UNAVAILABLE(gss_display_status)
UNAVAILABLE(gss_get_mic)
UNAVAILABLE(gss_import_name)
UNAVAILABLE(gss_indicate_mechs)
UNAVAILABLE(gss_init_sec_context)
UNAVAILABLE(gss_inquire_cred)
UNAVAILABLE(gss_inquire_cred_by_mech)
UNAVAILABLE(gss_release_buffer)
UNAVAILABLE(gss_release_cred)
UNAVAILABLE(gss_release_name)
UNAVAILABLE(gss_release_oid_set)
UNAVAILABLE(gss_test_oid_set_member)
UNAVAILABLE(gss_verify_mic)
}
