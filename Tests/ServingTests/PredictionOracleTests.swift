import Base
import BundleTestSupport
import Bundles
import Serving
import ServingTestSupport
import SystemPackage
import Tabular
import TestSupport
import Testing

/// The handler beside a slow reader and the reference scorer: same acceptance, same bytes.
struct PredictionOracleTests {
    private typealias Question = PredictionComparison.Question

    @Test func `every byte is a question, and every question some byte`() {
        let questions = (0...255).map { Question(UInt8($0)) }
        let spellings = Set(questions.map { "\($0)" })
        #expect(spellings.count == 3 * 3 * 2 * 3 * 3)
    }

    @Test func `random rows in every shape, around the edges of a block, get the bytes that the reference scorer gives`() throws {
        let comparison = try PredictionComparison()
        var random = TestSeed.random(3)
        for rowCount in [1, 2, 63, 64, 65, 127, 128, 129, PredictionComparison.rowCountMax] {
            for byte in 0..<162 {
                let question = Question(UInt8(byte))
                let isClean = question.policy == .strict
                let rows = (0..<rowCount).map { _ in
                    RandomRow(&random, isClean: isClean, hasNumericMarker: question.kind.hasNumericMarker)
                }
                var bodies = ["{\"instances\":[" + rows.map { $0.json(&random) }.joined(separator: ",") + "]}"]
                if rowCount == 1 { bodies += [rows[0].named(&random), "{\"features\":\(rows[0].array(&random))}"] }
                for body in bodies {
                    let (problem, isAccepted) = comparison.check(Array(body.utf8), question)
                    #expect(problem == nil, "\(body)")
                    #expect(isAccepted != question.asksForAbsentProbabilities, "\(body)")
                }
            }
        }
    }

    @Test func `bodies with a byte changed, lost or doubled are judged alike`() throws {
        let comparison = try PredictionComparison()
        var random = TestSeed.random(4)
        var acceptedCount = 0
        for index in 0..<20_000 {
            let question = Question(UInt8(index % 162))
            let rows = (0..<random.next(below: 3) + 1).map { _ in RandomRow(&random, isClean: random.next(below: 2) == 0) }
            var body = Array(
                (random.next(below: 3) == 0
                    ? rows[0].named(&random) : "{\"instances\":[" + rows.map { $0.json(&random) }.joined(separator: ",") + "]}")
                    .utf8)
            let place = random.next(below: body.count)
            switch random.next(below: 3) {
            case 0: body[place] = Array("{}[],:\"0-e.xN\\ ".utf8)[random.next(below: 15)]
            case 1: body.remove(at: place)
            default: body.insert(body[place], at: place)
            }
            let (problem, isAccepted) = comparison.check(body, question)
            if isAccepted { acceptedCount += 1 }
            #expect(problem == nil, "\(String(decoding: body, as: UTF8.self))")
        }
        #expect(acceptedCount > 1000 && acceptedCount < 19_000)
    }

    @Test func `what the fuzzer found is judged alike`() throws {
        let comparison = try PredictionComparison()
        let files = SourceTree.files(below: "Tests/Corpora/predict")
        #expect(files.count > 100)
        var acceptedCount = 0
        for file in files {
            guard let input = FileBytes.read(SharedData.packageRoot.appending(file)), let first = input.first else {
                Issue.record("\(file) cannot be read, or is empty")
                continue
            }
            let (problem, isAccepted) = comparison.check(Array(input.dropFirst()), Question(first))
            #expect(problem == nil, "\(file)")
            if isAccepted { acceptedCount += 1 }
        }
        #expect(acceptedCount > 20 && acceptedCount < files.count - 20)
    }
}
