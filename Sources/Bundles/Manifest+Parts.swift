internal import Codecs

extension Manifest.Target {
    init(_ reader: JSONReader, _ task: Manifest.Task) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            let name = try object.member("name").text()
            let classes = try object.member("classes")
            let labels = try classes.distinctTexts(countMax: BundleLimits.classCountMax, mayBeEmpty: true)
            guard task.classCounts.contains(labels.count) else {
                let (least, most) = (task.classCounts.lowerBound, task.classCounts.upperBound)
                throw classes.error(
                    "found \(labels.count) classes, expected \(least == most ? "\(least)" : "\(least) to \(most)") "
                        + "for the task \(task.rawValue)")
            }
            return Self(name: name, task: task, classes: labels)
        }
    }
}

extension Manifest.SplitMetrics {
    /// The parts of the data that metrics are of.
    public static let splits = ["training", "validation"]
    /// The fixed names, in their order.
    public static let names = ["accuracy", "precision", "recall", "f1", "roc_auc", "log_loss", "rmse", "mae", "r2"]

    init(_ reader: JSONReader, _ split: String) throws(JSONFieldError) {
        guard Self.splits.contains(split) else {
            throw reader.error("is not a known split, accepted: \(Self.splits.joined(separator: ", "))")
        }
        self = try reader.object { object throws(JSONFieldError) in
            let rowCount = try object.int("row_count", in: 0...BundleLimits.rowCountMax)
            let positiveClass = try object.member("positive_class")
            var values: [(name: String, value: Double)] = []
            for name in Self.names {
                guard let metric = object.optional(name) else { continue }
                values.append((name, metric.isNull ? .nan : try metric.extendedDouble()))
            }
            return Self(
                split: split, rowCount: rowCount,
                positiveClass: positiveClass.isNull ? nil : try positiveClass.text(mayBeEmpty: true), values: values)
        }
    }
}

extension Manifest.Provenance {
    init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            Self(
                tool: try object.member("tool").text(),
                dataSHA256: try object.member("data_sha256").sha256(),
                dataName: try object.member("data_name").text(),
                rowCount: try object.int("row_count", in: 0...BundleLimits.rowCountMax),
                seed: try object.member("seed").unsignedInteger(),
                arguments: try Self.arguments(object.member("arguments")),
                created: try Self.created(object.member("created")),
                source: try object.optional("source").map { reader throws(JSONFieldError) in try Manifest.Source(reader) })
        }
    }

    private static func arguments(_ reader: JSONReader) throws(JSONFieldError) -> [(name: String, value: String)] {
        var arguments: [(name: String, value: String)] = []
        for (name, value) in try reader.members(countMax: BundleLimits.argumentCountMax) {
            arguments.append((name, try value.text(mayBeEmpty: true)))
        }
        return arguments
    }

    private static func created(_ reader: JSONReader) throws(JSONFieldError) -> String? {
        if reader.isNull { return nil }
        let text = try reader.string()
        guard InternetDate.isValid(text) else {
            throw reader.error("found \"\(text)\", expected a date of RFC 3339 such as 2026-01-31T12:00:00Z, or null")
        }
        return text
    }
}

extension Manifest.Source {
    fileprivate init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            let library = try object.member("library").text()
            let version = try object.member("library_version")
            return Self(
                library: library, libraryVersion: version.isNull ? nil : try version.text(),
                format: try object.member("format").text(), file: try object.member("file").text(),
                sha256: try object.member("sha256").sha256())
        }
    }
}

extension Manifest.SelfTest {
    /// What `input_width` says; rows of float32 numbers do not say it.
    static let wideInput = "float64"

    init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            let isWide = try Self.isWide(object.optional("input_width"))
            let rows = try object.member("rows")
            let margins = try object.member("margins").grid(columnCountMax: BundleLimits.classCountMax) {
                value throws(JSONFieldError) in try value.extendedDouble()
            }
            if isWide {
                let wideRows = try rows.grid(columnCountMax: BundleLimits.featureCountMax) { value throws(JSONFieldError) in
                    value.isNull ? .nan : try value.extendedDouble()
                }
                return Self(wideRows: wideRows, margins: margins)
            }
            let narrowRows = try rows.grid(columnCountMax: BundleLimits.featureCountMax) { value throws(JSONFieldError) in
                try value.extendedFloatOrNull()
            }
            return Self(rows: narrowRows, margins: margins)
        }
    }

    private static func isWide(_ reader: JSONReader?) throws(JSONFieldError) -> Bool {
        guard let reader else { return false }
        let width = try reader.string()
        guard width == wideInput else {
            throw reader.error("found \"\(width)\", expected \"\(wideInput)\", or no such member")
        }
        return true
    }
}

extension JSONReader {
    /// The self test's rows of numbers.
    fileprivate func grid<Value>(
        columnCountMax: Int, _ read: (JSONReader) throws(JSONFieldError) -> Value
    ) throws(JSONFieldError) -> [[Value]] {
        try map(countMax: BundleLimits.selfTestRowCountMax) { row throws(JSONFieldError) in
            try row.map(countMax: columnCountMax, read)
        }
    }
}
