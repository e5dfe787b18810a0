internal import Bundles

/// What must hold of any bytes that claim to be one of a bundle's documents; the fuzzer and the tests that replay its corpus share it.
public enum DocumentRoundTrip {
    /// Reads the bytes as a manifest, with a seal that fits so that they reach what lies behind it, as a baseline and as a certificate. What is accepted
    /// must be written and read back as the same. Nil if all that holds.
    public static func problem(with bytes: [UInt8]) -> String? {
        problemWithManifest(ManifestSeal.renewed(bytes)) ?? problemWithBaseline(bytes) ?? problemWithCertificate(bytes)
    }

    private static func problemWithManifest(_ bytes: [UInt8]) -> String? {
        do throws(BundleError) {
            let manifest = try Manifest(json: bytes, bundle: "b")
            let written = manifest.json()
            do throws(BundleError) {
                let again = try Manifest(json: written, bundle: "b")
                if again != manifest { return "the manifest reads back as another" }
                return again.json() == written ? nil : "the manifest is written in two ways"
            } catch {
                return "the reader refuses what the writer wrote: \(error)"
            }
        } catch {
            return problem(with: error, file: BundleFile.manifest)
        }
    }

    private static func problemWithBaseline(_ bytes: [UInt8]) -> String? {
        do throws(BundleError) {
            let baseline = try Baseline(json: bytes, bundle: "b")
            let written = baseline.json()
            do throws(BundleError) {
                let again = try Baseline(json: written, bundle: "b")
                if again != baseline { return "the baseline reads back as another" }
                return again.json() == written ? nil : "the baseline is written in two ways"
            } catch {
                return "the reader refuses what the writer wrote: \(error)"
            }
        } catch {
            return problem(with: error, file: BundleFile.baseline)
        }
    }

    private static func problemWithCertificate(_ bytes: [UInt8]) -> String? {
        do throws(BundleError) {
            let certificate = try Certificate(json: bytes, bundle: "b")
            let written = certificate.json()
            do throws(BundleError) {
                let again = try Certificate(json: written, bundle: "b")
                if again != certificate { return "the certificate reads back as another" }
                return again.json() == written ? nil : "the certificate is written in two ways"
            } catch {
                return "the reader refuses what the writer wrote: \(error)"
            }
        } catch {
            return problem(with: error, file: BundleFile.certificate)
        }
    }

    private static func problem(with error: BundleError, file: String) -> String? {
        if error.file != file { return "the error does not name \(file): \(error)" }
        return error.reason.isEmpty ? "the error gives no reason" : nil
    }
}
