internal import Base
internal import Tabular

/// The input's columns beside the contract's: what is refused at once, before any row is read, and what is only warned of.
struct InputColumns {
    private let contract: FeatureContract
    private let columns: ColumnMap
    private let header: [String]
    private let path: String

    init(_ contract: FeatureContract, _ columns: ColumnMap, _ header: [String], path: String) {
        self.contract = contract
        self.columns = columns
        self.header = header
        self.path = path
    }

    func check() throws(ScoreFailure) {
        let absent = columns.absentFeatures.map { contract.features[$0].name }
        if absent.count == contract.features.count {
            throw refusal("has none of the columns that the model reads: \(Printable.list(absent))")
        }
        if contract.policy == .strict {
            if !absent.isEmpty {
                throw refusal("lacks \(Printable.list(absent)); policy strict wants every column of the model")
            }
            if !columns.extraColumns.isEmpty {
                let extra = columns.extraColumns.map { header[$0] }
                throw refusal(
                    "has \(Printable.list(extra)), which the model does not know; policy strict accepts only its columns, the "
                        + "target and kept ones"
                )
            }
        } else if !absent.isEmpty {
            StandardError.write("score: warning: \(path) lacks \(Printable.list(absent)); read as missing in every row\n")
        }
    }

    private func refusal(_ reason: String) -> ScoreFailure {
        ScoreFailure(InputError(path: path, line: 1, reason: "the header " + reason))
    }
}
