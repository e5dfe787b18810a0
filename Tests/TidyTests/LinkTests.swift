import SystemPackage
import TestSupport
import Testing

/// What the executables link, read from the executables themselves.
struct LinkTests {
    @Test(arguments: ["serve", "espalier"])
    func `what must be lean has no symbol of Foundation and loads no library of it`(product: String) {
        let path = Program.path(of: product).string
        for (tool, arguments) in [("nm", ["-D", path]), ("ldd", [path])] {
            let result = Program.run("/usr/bin/env", [tool] + arguments)
            #expect(result.exitCode == 0, "\(tool): \(result.error)")
            #expect(!result.output.isEmpty)
            #expect(!result.output.contains("Foundation"), "\(product) has Foundation (\(tool))")
        }
    }

    /// They would be a tenth of the static program; `TextSearch` is there instead.
    @Test func `the server asks for no regular expressions`() {
        let result = Program.run("/usr/bin/env", ["nm", "-D", "--undefined-only", Program.path(of: "serve").string])
        #expect(result.exitCode == 0 && result.output.contains("$ss"), "nm: \(result.error)")
        #expect(!result.output.contains("17_StringProcessing") && !result.output.contains("12_RegexParser"))
    }

    /// zstd is for files; see Records in docs/decisions.md.
    @Test func `the server loads no library that only files need`() {
        let result = Program.run("/usr/bin/env", ["ldd", Program.path(of: "serve").string])
        #expect(result.exitCode == 0 && result.output.contains("libz.so"), "ldd: \(result.error)")
        #expect(!result.output.contains("libzstd"))
    }
}
