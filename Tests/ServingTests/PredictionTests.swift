import Base
import BundleTestSupport
import Bundles
import Codecs
import Forest
import TestSupport
import Testing

struct PredictionTests {
    /// The reference's margins and predictions of a row.
    private func expected(_ task: Manifest.Task, _ row: [Float]) -> (margins: [Float], predictions: [Float]) {
        let reference = ReferenceScorer(SmallModel(task: task).forest.ensemble())
        let wide = row.map { Double($0) }
        return (reference.margins(wide).map { Float($0) }, reference.predictions(wide).map { Float($0) })
    }

    @Test func `a row by name and the same by array have the same flat answer`() throws {
        let server = try HandlerUnderTest()
        let named = try server.ask(body: #"{"age":35,"income":42000,"city":"Oslo"}"#)
        let array = try server.ask(body: #"{"features":[35,42000,"Oslo"]}"#)
        let probability = expected(.binary, [35, 42000, 0]).predictions[0]
        let confidence = max(probability, 1 - probability)
        let text =
            #"{"model":"small","version":1,"model_version":"1","prediction":"\#(probability >= 0.5 ? "yes" : "no")","#
            + #""probability":\#(probability),"confidence":\#(confidence)}"#
        #expect(named.text == text)
        #expect(array.text == text)
        #expect(named.status == 200)
        #expect(named.contentType == "application/json")
    }

    @Test(arguments: [
        #"{"city":"Rome","income":10000.25,"age":35.5}"#, #" { "income" : 1000025e-2 , "age" : 3.55e1 , "city" : "Rome" } "#,
        #"{"features":[35.5,10000.25,"Rome"],"id":{"a":[1,{}]},"note":"x"}"#, "{\"features\":\n[35.5,\t10000.25,\"\\u0052ome\"]}",
        #"{"\u0061ge":35.5,"income":10000.25,"city":"Rome","extra":[[],[1]]}"#,
    ])
    func `order, blanks, escapes, spellings and further fields change nothing`(body: String) throws {
        let server = try HandlerUnderTest()
        let answer = try server.ask(target: "/predict/small?margin=1", body: body)
        let (margins, predictions) = expected(.binary, [35.5, 10_000.25, 1])
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.float("probability") == predictions[0])
        #expect(answer.float("margin") == margins[0])
    }

    @Test(arguments: [
        #"{"age":35,"income":null,"city":null}"#, #"{"age":35}"#, #"{"features":[35,null,null]}"#,
        #"{"features":[35,"NaN",""]}"#, #"{"features":[35,"","NA"]}"#,
    ])
    func `missing is absent, null, or a marker`(body: String) throws {
        let server = try HandlerUnderTest()
        let answer = try server.ask(target: "/predict/small?margin=1", body: body)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.float("margin") == expected(.binary, [35, .nan, .nan]).margins[0])
    }

    @Test func `infinities are values, as texts or as numbers too large`() throws {
        let server = try HandlerUnderTest()
        for body in [#"{"features":["-Infinity","Infinity","Oslo"]}"#, #"{"features":[-1e99,1e99,"Oslo"]}"#] {
            let answer = try server.ask(target: "/predict/small?margin=1", body: body)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.float("margin") == expected(.binary, [-.infinity, .infinity, 0]).margins[0])
        }
    }

    @Test func `a multiclass answer has all probabilities and margins by class`() throws {
        let server = try HandlerUnderTest(.multiclass)
        let answer = try server.ask(target: "/predict/small?margin=1", body: #"{"features":[62,10,"Rome"]}"#)
        let (margins, predictions) = expected(.multiclass, [62, 10, 1])
        let classes = ["low", "middle", "high"]
        let best = predictions.firstIndex(of: predictions.max()!)!
        #expect(
            answer.members.map(\.name) == [
                "model", "version", "model_version", "prediction", "probabilities", "confidence", "margin",
            ])
        #expect(answer["prediction"] == .string(classes[best]))
        #expect(answer.float("confidence") == predictions[best])
        #expect(answer["probabilities"] == .object(zip(classes, predictions).map { .init($0, .number("\($1)")) }))
        #expect(answer["margin"] == .object(zip(classes, margins).map { .init($0, .number("\($1)")) }))
    }

    @Test func `a regression answers the number, without confidence`() throws {
        let server = try HandlerUnderTest(.regression)
        let answer = try server.ask(body: #"{"features":[62,10,"Rome"]}"#)
        #expect(answer.members.map(\.name) == ["model", "version", "model_version", "prediction"])
        #expect(answer.float("prediction") == expected(.regression, [62, 10, 1]).predictions[0])
    }

    @Test func `labels that are whole numbers are answered as numbers`() throws {
        let server = try HandlerUnderTest {
            $0.target.classes = ["0", "1"]
            for index in $0.metrics.indices { $0.metrics[index].positiveClass = "1" }
        }
        let answer = try server.ask(body: #"{"features":[35,42000,"Oslo"]}"#)
        let positive = expected(.binary, [35, 42000, 0]).predictions[0] >= 0.5
        #expect(answer["prediction"] == .number(positive ? "1" : "0"))
    }

    @Test func `the decision threshold decides, not one half`() throws {
        for (threshold, label) in [(0.0, "yes"), (1.0, "no")] {
            let server = try HandlerUnderTest { $0.decisionThreshold = threshold }
            #expect(try server.ask(body: #"{"features":[35,42000,"Oslo"]}"#)["prediction"] == .string(label))
        }
    }

    @Test(arguments: Manifest.Task.allCases)
    func `random rows get the bits of the reference scorer`(task: Manifest.Task) throws {
        let server = try HandlerUnderTest(task)
        var random = TestSeed.random(7)
        for _ in 0..<300 {
            let age = Float(random.nextUnit() * 90)
            let income = Float(random.nextUnit() * 1e5)
            let city = random.next(below: 5)
            let row: [Float] = [random.next(below: 4) == 0 ? .nan : age, income, city == 4 ? .nan : Float(city)]
            var name = ByteBuffer()
            if city == 4 { name.append("null") } else { name.appendJSONString(SampleManifest.cities[city]) }
            let body = #"{"features":[\#(row[0].isNaN ? "null" : "\(age)"),\#(income),\#(name.text)]}"#
            let answer = try server.ask(target: "/predict/small?margin=1", body: body)
            let (margins, predictions) = expected(task, row)
            if task == .multiclass {
                let classes = ["low", "middle", "high"]
                #expect(answer["margin"] == .object(zip(classes, margins).map { .init($0, .number("\($1)")) }), "\(body)")
                #expect(answer["probabilities"] == .object(zip(classes, predictions).map { .init($0, .number("\($1)")) }))
            } else {
                #expect(answer.float("margin")?.bitPattern == margins[0].bitPattern, "\(body)")
                #expect(answer.float(task == .binary ? "probability" : "prediction")?.bitPattern == predictions[0].bitPattern)
            }
        }
    }
}
