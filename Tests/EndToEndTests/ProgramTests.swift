import TestSupport
import Testing

struct ProgramTests {
    @Test func `a program's output, errors and exit code reach the test`() {
        let result = Program.run("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"])
        #expect(result.output == "out\n" && result.error == "err\n" && result.exitCode == 3)
        #expect(SourceTree.files(below: "Sources", suffix: ".swift").count > 10)
    }
}
