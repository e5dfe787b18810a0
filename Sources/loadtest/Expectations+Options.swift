import Base
import Codecs
import LoadTesting
import SystemPackage
import Tabular

extension Expectations {
    /// What the options say answers must be like, with their files read.
    init(_ options: CheckOptions, of bodies: RequestBodies) throws {
        self.init()
        statuses = options.expectStatus.flatMap { StatusSet($0) }
        tolerance = options.tolerance
        share = options.checkShare
        schema = try options.expectJson.map { try Self.schema($0) }
        answersInLines = bodies.rows?.form.answersInLines ?? false
        if let path = options.expectValues, let rows = bodies.rows, rows.form.answersInCSV {
            do { fields = try ExpectedAnswers.fields(table: path, of: rows) } catch {
                throw LoadFailure(.environment, error.description)
            }
        } else {
            values = try options.expectValues.map { try Self.values($0, of: bodies) }
        }
        bytes = try options.expectBytes.map { try Self.bytes($0, of: bodies) }
    }

    private static func bytes(_ paths: String, of bodies: RequestBodies) throws -> [[UInt8]] {
        let paths = paths.split(separator: ",").map(String.init)
        guard paths.count == 1 || paths.count == bodies.count else {
            throw LoadFailure(
                .usage,
                "--expect-bytes: \(Printable.count(paths.count, "file")) for "
                    + "\(Printable.count(bodies.count, "body", plural: "bodies")); one for each is accepted, in their order, or one for all"
            )
        }
        return try paths.map { path in
            let file = try MappedFile(path: FilePath(path), byteCountMax: ExpectedAnswers.byteCountMax)
            return unsafe Array(file.bytes)
        }
    }

    private static let schemaByteCountMax = 1 << 20

    private static func schema(_ path: String) throws -> AnswerSchema {
        let file = try MappedFile(path: FilePath(path), byteCountMax: schemaByteCountMax)
        do {
            return try AnswerSchema(JSONReader(unsafe try JSONValue.parse(file.bytes)))
        } catch let error as JSONError {
            throw LoadFailure(.environment, "\(path): is not JSON: \(error)")
        } catch let error as JSONFieldError {
            throw LoadFailure(.environment, "\(path): \(error)")
        }
    }

    private static func values(_ path: String, of bodies: RequestBodies) throws -> [ExpectedValue] {
        do {
            guard path.hasSuffix(".csv") || path.hasSuffix(".csv.gz") else {
                return try ExpectedAnswers(jsonLines: path, bodyCount: bodies.count).values
            }
            guard let rows = bodies.rows, rows.form.answersByMember else {
                throw LoadFailure(
                    .usage,
                    "--expect-values \(path): a table is about the rows of --csv in the protocols predict, predict-array and "
                        + "sagemaker-csv; a JSON document a line and body is accepted otherwise")
            }
            return try ExpectedAnswers(table: path, of: rows).values
        } catch let error as InputError {
            throw LoadFailure(.environment, error.description)
        }
    }
}
