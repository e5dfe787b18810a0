// OpenSSL's libcrypto as Swift sees it. Bundles uses the EVP interface: digests (SHA-256 of every file of a bundle) and keys (Ed25519
// signatures, PEM files). The functions are real symbols, so no wrapper is needed.
#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
