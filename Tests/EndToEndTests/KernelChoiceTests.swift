import BundleTestSupport
import Bundles
import SystemPackage
import TestSupport
import Testing

/// The environment's variables that choose kernels.
struct KernelChoiceTests {
    static let programs = [
        ["serve", "models"], ["score", "models/iris", "models/iris/iris.csv"], ["bundle", "inspect", "--plan", "models/iris"],
        ["train", "models/iris/iris.csv", "--target", "species", "--name", "m", "--output", "/nonexistent"],
    ]

    @Test(arguments: programs)
    func `a kernel that there is not is refused with those that there are`(_ command: [String]) {
        for variable in ["ESPALIER_KERNEL", "ESPALIER_PLAN"] {
            let result = Program.run(command[0], Array(command[1...]), environment: [variable: "mmx"])
            #expect(result.exitCode == 2, "\(result.error)")
            let kind = variable == "ESPALIER_PLAN" ? "plan" : "kernel of this CPU"
            #expect(result.error.contains("\(variable)=mmx: not a \(kind); accepted here: auto"), "\(result.error)")
        }
    }

    @Test func `predictions are the same text with every kernel`() throws {
        let folder = TemporaryFolder()
        try SmallModel(name: "m").write(to: folder.path)
        let model = folder.path.appending("m").string
        let input = "models/breast_cancer/breast_cancer.csv"
        let expected = Program.run("score", ["models/breast_cancer", input], environment: ["ESPALIER_PLAN": "walk"])
        #expect(expected.exitCode == 0, "\(expected.error)")
        for environment in [
            [:], ["ESPALIER_KERNEL": "portable"], ["ESPALIER_PLAN": "slice"], ["ESPALIER_PLAN": "rows"],
            ["ESPALIER_PLAN": "slice", "ESPALIER_KERNEL": "portable"],
        ] {
            #expect(Program.run("score", ["models/breast_cancer", input], environment: environment).output == expected.output)
        }
        #expect(Program.run("bundle", ["inspect", "--plan", model]).exitCode == 0)
    }

    @Test func `inspect tells the plans and why, for the kernels that are forced`() {
        let result = Program.run("bundle", ["inspect", "--plan", "models/iris"], environment: ["ESPALIER_KERNEL": "portable"])
        #expect(result.exitCode == 0, "\(result.error)")
        for text in ["portable", "predicates", "made in", "slice", "rows", "coded  not made:", "expected ns/row", "100000"] {
            #expect(result.output.contains(text), "\(text) in \(result.output)")
        }
        #expect(Program.run("bundle", ["inspect", "--plan", "--json", "models/iris"]).exitCode == 2)
    }
}
