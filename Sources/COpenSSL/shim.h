// OpenSSL's libcrypto as Swift sees it. Bundles uses the EVP digest interface (SHA-256 of every file of a bundle); the functions
// are real symbols, so no wrapper is needed.
#pragma once
#include <openssl/evp.h>
