internal import Base
internal import Bundles
internal import Records
internal import Scoring
internal import Tabular

/// Finds an input's columns: which are features, which are kept, what the output has of them.
struct LayoutMaker: Sendable {
    let contract: FeatureContract
    let encoder: RowEncoder
    let targetName: String
    let computed: ComputedColumns
    let columns: ColumnChoice
    let format: OutputFormat

    /// The layout of an input that a reader has opened.
    func layout(_ reader: borrowing RecordReader) throws(ScoreFailure) -> InputLayout {
        if let count = reader.columnCount {
            return try fields(reader.columnNames, count: count, path: reader.path)
        }
        return try members(path: reader.path)
    }

    /// Fields by their places: CSV and matrices.
    private func fields(_ names: [String]?, count: Int, path: String) throws(ScoreFailure) -> InputLayout {
        // An input of nothing at all has every column that is asked for.
        let isEmpty = names == nil && count == 0
        let shown = names ?? (1...max(1, isEmpty ? largestNumber : count)).map { "column_\($0)" }
        let id = try columns.id.map { name throws(ScoreFailure) in try place(name, "--id", shown, isNamed: names != nil) }
        var kept = id.map { [$0] } ?? []
        if columns.keepsAll {
            kept += isEmpty ? [] : shown.indices.filter { $0 != id }
        } else {
            kept += try keptPlaces(shown, isNamed: names != nil, besides: id)
        }
        let selected = isEmpty ? [] : try select(columns.inputFilter, shown, "--input-filter").filter { $0 != id }
        let map =
            if let names {
                try namedColumns(names, selected, kept: kept.map { shown[$0] }, path)
            } else if isEmpty {
                ColumnMap(header: [], encoder: encoder)
            } else {
                try numberedColumns(count, selected, path)
            }
        let rows = try outputRows(kept.map { shown[$0] })
        let isRead = Set(selected)
        return InputLayout(
            columnNames: names, columnCount: count, columns: .fields(map), kept: kept.map { .column($0) }, rows: rows,
            absentFeatures: isEmpty ? [] : map.absentFeatures.map { contract.features[$0].name },
            ignoredColumns: map.extraColumns.filter { isRead.contains($0) }.map { shown[$0] })
    }

    /// The largest column number that --keep and --id ask for.
    private var largestNumber: Int {
        let texts = columns.keep.flatMap { $0.split(separator: ",").map(String.init) } + [columns.id].compactMap { $0 }
        return min(texts.compactMap { Int($0) }.max() ?? 1, RecordLimits.columnCountMax)
    }

    private func namedColumns(_ names: [String], _ selected: [Int], kept: [String], _ path: String) throws(ScoreFailure)
        -> ColumnMap
    {
        // What is not selected has no name, which no feature has.
        var header = [String](repeating: "", count: names.count)
        for place in selected { header[place] = names[place] }
        let map = ColumnMap(header: header, encoder: encoder, ignoring: ["", targetName] + kept)
        try InputColumns(contract, map, header, path: path).check()
        return map
    }

    private func numberedColumns(_ count: Int, _ selected: [Int], _ path: String) throws(ScoreFailure) -> ColumnMap {
        guard selected.count == contract.features.count else {
            let whole = selected.count == count ? "" : ", of which \(selected.count) are selected"
            throw ScoreFailure(
                InputError(
                    path: path,
                    reason: "has \(Printable.count(count, "column")) without names\(whole); the model reads "
                        + "\(Printable.count(contract.features.count, "feature")), in its order; --input-filter says which they are"
                ))
        }
        var header = [String](repeating: "", count: count)
        for (feature, place) in selected.enumerated() { header[place] = contract.features[feature].name }
        return ColumnMap(header: header, encoder: encoder, ignoring: [""])
    }

    /// Column numbers to keep, in the order asked for. A text that is a column's name as a whole is one, commas and all.
    private func keptPlaces(_ names: [String], isNamed: Bool, besides id: Int?) throws(ScoreFailure) -> [Int] {
        var kept: [Int] = []
        for text in columns.keep {
            let parts = names.contains(text) ? [text] : text.split(separator: ",").map(String.init)
            for name in parts {
                let place = try place(name, "--keep", names, isNamed: isNamed)
                guard !kept.contains(place), place != id else {
                    throw ScoreFailure(.usage, "--keep: \"\(name)\" is asked for twice")
                }
                kept.append(place)
            }
        }
        return kept
    }

    /// A column by its name, or by its number from 1 where columns have no names.
    private func place(_ name: String, _ option: String, _ names: [String], isNamed: Bool) throws(ScoreFailure) -> Int {
        if isNamed {
            if let place = names.firstIndex(of: name) { return place }
            throw ScoreFailure(
                .usage, "\(option): the input has no column \"\(name)\"; it has \(Printable.list(names, shownCountMax: 20))")
        }
        if let number = Int(name), (1...names.count).contains(number) { return number - 1 }
        throw ScoreFailure(
            .usage,
            "\(option): the input's columns have no names; a number from 1 to \(names.count) is accepted, found \"\(name)\"")
    }

    private func select(_ path: ColumnPath?, _ names: [String], _ option: String) throws(ScoreFailure) -> [Int] {
        guard let path else { return Array(names.indices) }
        do throws(OptionError) { return try path.places(in: names) } catch {
            throw ScoreFailure(.usage, "\(option): \(error)")
        }
    }
}

extension LayoutMaker {
    /// The output's columns: kept ones, then those of the model, then what the filter leaves of them.
    private func outputRows(_ kept: [String]) throws(ScoreFailure) -> OutputRows {
        if format == .ndjson { return .ndjson(try jsonRows(kept)) }
        if format == .npy, !kept.isEmpty {
            throw ScoreFailure(
                .usage, "a matrix holds numbers of the model only: --keep, --id and --join-source are for CSV and NDJSON")
        }
        let names = kept + computed.names
        let all = kept.indices.map { OutputColumn.kept($0) } + computed.columns
        try checkNames(kept, computed.names)
        let places = try select(columns.outputFilter, names, "--output-filter")
        let chosen = places.map { all[$0] }
        return format == .npy
            ? .npy(MatrixRows(computed, columns: chosen))
            : .csv(CSVRows(computed, columns: chosen, names: places.map { names[$0] }))
    }

    private func checkNames(_ kept: [String], _ names: [String]) throws(ScoreFailure) {
        let taken = Set(names)
        guard let name = kept.first(where: { taken.contains($0) }) else { return }
        throw ScoreFailure(
            .usage,
            "the column \"\(name)\" of the input cannot be kept: the output has a column of that name itself; keep others")
    }

    private func jsonRows(_ kept: [String], record: Bool = false) throws(ScoreFailure) -> JSONRows {
        let answer = JSONRows.answer(computed)
        var members = kept.indices.map { JSONRows.Member.kept($0, kept[$0]) }
        if record { members.append(.record) }
        members += columns.joinsInput ? [.answer(answer)] : answer
        let names = members.map(\.name)
        try checkNames(kept, (columns.joinsInput ? [.answer(answer)] : answer).map(\.name))
        guard let filter = columns.outputFilter else { return JSONRows(computed, members: members, isValue: false) }
        let chosen = try select(filter, names, "--output-filter").map { members[$0] }
        return JSONRows(computed, members: chosen, isValue: filter.isSingle)
    }

    /// Members by their names: NDJSON. What a record has is only known when it is read.
    private func members(path: String) throws(ScoreFailure) -> InputLayout {
        var kept = columns.id.map { [$0] } ?? []
        for text in columns.keep {
            for name in text.split(separator: ",").map(String.init) {
                guard !kept.contains(name) else { throw ScoreFailure(.usage, "--keep: \"\(name)\" is asked for twice") }
                kept.append(name)
            }
        }
        if let id = columns.id, contract.features.contains(where: { $0.name == id }) {
            throw ScoreFailure(.usage, "--id: \"\(id)\" is a feature of the model; --keep puts it into the output too")
        }
        var joinsRecord = columns.keepsAll
        if columns.joinsInput, let names = columns.outputFilter?.names, !names.contains("SageMakerInput") {
            // What the filter names is all that is kept of the record.
            joinsRecord = false
            kept += names.filter { $0 != "SageMakerOutput" && !kept.contains($0) }
        }
        if joinsRecord, format != .ndjson {
            throw ScoreFailure(
                .usage,
                "--keep-all and --join-source input keep whole JSON records in NDJSON output only; name columns with --keep")
        }
        var rules = MemberRules()
        rules.ignoredNames = [targetName] + kept
        if let filter = columns.inputFilter { try select(filter, into: &rules) }
        let rows = format == .ndjson ? OutputRows.ndjson(try jsonRows(kept, record: joinsRecord)) : try outputRows(kept)
        return InputLayout(
            columnNames: nil, columnCount: nil, columns: .members(rules), kept: kept.map { .member($0) }, rows: rows,
            absentFeatures: [],
            ignoredColumns: [])
    }

    /// Elements that an array may have beside the features.
    private static let otherElementCountMax = 1_000

    private func select(_ filter: ColumnPath, into rules: inout MemberRules) throws(ScoreFailure) {
        guard filter.steps != nil else { return }
        if let names = filter.names {
            rules.selectedNames = names
            return
        }
        // The least number of elements of which the filter selects one for each feature.
        let featureCount = contract.features.count
        for count in featureCount...featureCount + Self.otherElementCountMax {
            guard let places = try? filter.places(in: (0..<count).map { "\($0)" }), places.count == featureCount else { continue }
            var header = [String](repeating: "", count: count)
            for (feature, place) in places.enumerated() { header[place] = contract.features[feature].name }
            rules.elements = ColumnMap(header: header, encoder: encoder, ignoring: [""])
            rules.elementCount = count
            rules.acceptsMoreElements = (try? filter.places(in: (0...count).map { "\($0)" })) == places
            return
        }
        throw ScoreFailure(
            .usage, "--input-filter: \(filter.text) does not select \(Printable.count(featureCount, "feature")) of an array")
    }
}
