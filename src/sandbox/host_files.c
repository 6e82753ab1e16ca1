#include "sandbox/host_files.h"

#include <stddef.h>

const char *const host_folders[] = {
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", NULL};

const char *const host_files[] = {"/etc/alternatives", "/etc/ld.so.cache", NULL};

const char *const host_network_files[] = {
    "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/services", NULL};
