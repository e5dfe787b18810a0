import SystemPackage
import TestSupport
import Testing

/// A wrong command line ends with 2, says what is accepted, and touches nothing.
@Suite struct TrainUsageTests {
    let fixture = TrainFixture()

    /// Options beside a good table and a good name, and what the answer has to say.
    static let refused: [([String], String)] = [
        (["--frob"], "Unknown option '--frob'"),
        (["--early-stoping", "3"], "Did you mean '--early-stopping'?"),
        (["--trees", "many"], "The value 'many' is invalid for '--trees"),
        (["--trees", "0"], "--trees 0: a whole number from 1 to 100000 is accepted"),
        (["--trees", "100001"], "--trees 100001"),
        (["--learning-rate", "0"], "--learning-rate 0.0: a number above 0, up to 1 is accepted"),
        (["--learning-rate", "nan"], "--learning-rate nan"),
        (["--max-depth=-1"], "--max-depth -1"),
        (["--max-leaves", "1"], "--max-leaves 1: a whole number from 2 to 65536 is accepted"),
        (["--max-bins", "256"], "--max-bins 256: a whole number from 2 to 255 is accepted"),
        (["--lambda=-1"], "--lambda -1.0: a number from 0 to 1e12 is accepted"),
        (["--lambda", "inf"], "--lambda inf"),
        (["--min-child-weight", "1e13"], "--min-child-weight 10000000000000.0: a number from 0 to 1e12 is accepted"),
        (["--min-child-rows", "0"], "--min-child-rows 0: a whole number from 1 is accepted"),
        (["--min-gain=-0.1"], "--min-gain -0.1"),
        (["--subsample", "0"], "--subsample 0.0"),
        (["--column-sample", "1.5"], "--column-sample 1.5"),
        (["--early-stopping=-1"], "--early-stopping -1"),
        (["--decision-threshold", "1.5"], "--decision-threshold 1.5: a probability from 0 to 1 is accepted"),
        (["--threads", "0"], "--threads 0: a whole number from 1 to 256 is accepted"),
        (["--threads", "257"], "--threads 257"),
        (["--seed=-1"], "The value '-1' is invalid for '--seed"),
        (["--task", "ranking"], "The value 'ranking' is invalid for '--task"),
        (["--policy", "lax"], "The value 'lax' is invalid for '--policy"),
        (["--progress", "loud"], "The value 'loud' is invalid for '--progress"),
        (["--validation-share", "0.95"], "--validation-share 0.95: a number from 0 to 0.9 is accepted"),
        (["--version", "0"], "--version 0: a whole number from 1 to 2147483647 is accepted"),
        (["--version", "2147483648"], "--version 2147483648"),
        (["--name", "../x"], "--name: '../x' cannot be the name of a model; accepted are"),
        (["--name", ""], "--name: the name of the model is empty"),
        (["--output", ""], "--output is empty"),
        // Each alone is accepted.
        (["--validation", "x.csv", "--validation-share", "0.1"], "Give --validation FILE or --validation-share, not both"),
        (["--refit"], "--refit trains again with the number of trees that early stopping found: give --early-stopping too"),
        (["--early-stopping", "5", "--validation-share", "0"], "--early-stopping watches the validation rows"),
        (["--numeric", "a", "--categorical", "b,a"], "Column 'a' is given to both --numeric and --categorical"),
        (["--numeric", "a", "--ignore", "a"], "Column 'a' is given to both --ignore and --numeric"),
        (["--ignore", "y"], "--ignore names the target 'y'"),
        (["--categorical", "y"], "--categorical names the target 'y'"),
        (["--task", "regression", "--positive-class", "1"], "--positive-class is for binary tasks; --task says regression"),
        (
            ["--task", "multiclass", "--decision-threshold", "0.3"],
            "--decision-threshold is for binary tasks; --task says multiclass"
        ),
    ]

    @Test func `a wrong value or a contradiction is refused with what is accepted`() {
        let table = fixture.file(TrainTable.classes(rowCount: 30))
        for (options, message) in Self.refused {
            let result = fixture.train(table, options)
            #expect(result.exitCode == 2, "\(options): \(result.error)")
            #expect(result.error.contains(message), "\(options): \(result.error)")
            #expect(result.output.isEmpty)
        }
        #expect(fixture.entries().isEmpty)
    }

    @Test func `what only the table shows to be contradictory is refused too`() {
        let values = fixture.file(TrainTable.values(rowCount: 100))
        let threshold = fixture.train(values, ["--decision-threshold", "0.5"])
        #expect(threshold.exitCode == 2)
        #expect(threshold.error == "train: error: --decision-threshold is for binary tasks; this one is regression\n")
        let classes = fixture.file("a,y\n" + (0..<100).map { "\($0),class \($0 % 20)\n" }.joined(), "classes.csv")
        let trees = fixture.train(classes, ["--trees", "100000"])
        #expect(trees.exitCode == 2 && trees.error.contains("a tree for each of 20 classes"), "\(trees.error)")
        #expect(trees.error.hasSuffix("at most 52428 is accepted here\n"))
        #expect(fixture.entries().isEmpty)
    }

    @Test(arguments: ["data.csv", "--target", "--name", "--output"])
    func `an argument that is left out is named`(argument: String) {
        var arguments = fixture.arguments(fixture.file("a,y\n1,2\n"))
        if let index = arguments.firstIndex(of: argument) {
            arguments.removeSubrange(index...index + 1)
        } else {
            arguments.removeFirst()
        }
        let result = Program.run("train", arguments)
        #expect(result.exitCode == 2)
        #expect(result.error.contains("Missing expected argument '") && result.error.contains(argument), "\(result.error)")
    }

    @Test func `help looks as it was last agreed`() {
        let result = Program.run("train", ["--help"], environment: ["COLUMNS": "100"])
        #expect(result.exitCode == 0)
        Snapshot.check(Array(result.output.utf8), name: "help/train.txt")
    }
}
