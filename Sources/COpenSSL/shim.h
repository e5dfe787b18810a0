// OpenSSL's libcrypto as Swift sees it. Bundles uses its SHA-256, Signatures its EVP interface for keys (Ed25519 signatures, PEM files).
// The functions are real symbols, so no wrapper is needed.
#pragma once
// SHA256_Init and its like are marked in favour of EVP; Sources/Bundles/SHA256.swift says why they are used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
