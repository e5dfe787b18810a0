import LoadTesting

extension Scenario {
    /// The options of the command line, but for those that are about the command itself.
    static let keys: [Key] = [
        Key("url"),
        Key("body", .paths, group: "bodies"), Key("csv", .path, group: "bodies"), Key("method"), Key("content_type"),
        Key("header", .repeated), Key("protocol"), Key("rows_per_request"), Key("bodies"), Key("columns", .list),
        Key("without", .list), Key("text_columns", .list), Key("tensor_name"), Key("tensor_type"),
        Key("connections"), Key("duration"), Key("warm_up"), Key("threads"), Key("timeout"), Key("spin", .flag),
        Key("rate", group: "load"), Key("ramp", group: "load"), Key("steps", .list, group: "load"),
        Key("schedule", .path, group: "load"), Key("arrivals"), Key("seed"),
        Key("find_rate", group: "search"), Key("versus", group: "search"), Key("rate_max"), Key("pairs"),
        Key("expect_status", .list), Key("expect_json", .path), Key("expect_values", .path), Key("expect_bytes", .paths),
        Key("tolerance"), Key("check_share"),
        Key("percentiles", .list), Key("accept_invalid", .flag), Key("metrics_url", .repeated), Key("json", .path),
        Key("html", .path), Key("price_per_hour"),
        Key("progress"),
    ]

    private static let option = "--scenario"

    /// The command line with the options of its scenario before its own.
    static func merged(_ given: [String]) throws(LoadFailure) -> [String] {
        guard let path = path(in: given) else { return given }
        return try Scenario(path: path, keys: keys, given: given).arguments + given
    }

    private static func path(in given: [String]) -> String? {
        let options = given.prefix { $0 != "--" }
        if let place = options.firstIndex(of: option) { return place + 1 < given.count ? given[place + 1] : nil }
        return options.first { $0.hasPrefix(option + "=") }.map { String($0.dropFirst(option.count + 1)) }
    }
}
