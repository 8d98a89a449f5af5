#include "deliver/outbound/trust.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "deliver/outbound/error.hpp"

namespace baton::deliver {

Result<std::size_t> count_certificates(const std::string& file) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(BIO_new_file(file.c_str(), "r"),
                                                          &BIO_free);
    if (!bytes) {
        const int problem = errno;
        ERR_clear_error();
        return fail(DeliverError::BadCertificates,
                    "cannot read " + file + ": " + std::strerror(problem));
    }
    std::size_t count = 0;
    while (true) {
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(
            PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr), &X509_free);
        if (!certificate) break;
        ++count;
    }
    // Where it stopped: at the end of the file, or at a certificate that it could not read.
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!at_end) {
        return fail(DeliverError::BadCertificates, file + ": certificate " +
                                                       std::to_string(count + 1) +
                                                       " cannot be read; it has to be PEM");
    }
    if (count == 0) {
        return fail(DeliverError::BadCertificates,
                    file + " holds no certificate; it begins with -----BEGIN CERTIFICATE-----");
    }
    return count;
}

}  // namespace baton::deliver
