import Base
package import Codecs

/// What a run was asked for.
package struct LoadSettings: Sendable {
    package var url = ""
    /// Where the requests went: an address and a port.
    package var address = ""
    package var method = "GET"
    package var contentType = ""
    package var headers: [String] = []
    /// The bodies as they were named, and how long each is.
    package var bodies: [String] = []
    package var bodyByteCounts: [Int] = []
    /// What is sent, in a few words.
    package var bodyWords = "no body"
    package var rowsPerRequest = 1
    /// Where the server tells who it is; nil: nobody asks.
    package var metricsURL: String?
    /// Of the server, in any currency.
    package var pricePerHour: Double?
    package var shape = LoadShape.closed
    /// Connections that are kept busy; of an open loop, as many as there may be.
    package var connectionCount = 0
    package var threadCount = 1
    package var seconds = 0.0
    package var warmUpSeconds = 0.0
    package var timeoutSeconds = 0.0
    /// Percentiles that were asked for by name; where there are too few samples for one, the run is not valid. None: the usual ones.
    package var percentiles: [Percentile] = []

    package init() {}

    package var json: JSONValue {
        .object([
            .init("url", JSONValue(url)),
            .init("address", JSONValue(address)),
            .init("method", JSONValue(method)),
            .init("content_type", JSONValue(contentType)),
            .init("metrics_url", metricsURL.map { JSONValue($0) } ?? .null),
            .init("headers", JSONValue(headers)),
            .init("bodies", JSONValue(bodies)),
            .init("body_bytes", JSONValue(bodyByteCounts)),
            .init("rows_per_request", JSONValue(rowsPerRequest)),
            .init("price_per_hour", pricePerHour.map { JSONValue($0) } ?? .null),
            .init("load", shape.json),
            .init("connections", JSONValue(connectionCount)),
            .init("threads", JSONValue(threadCount)),
            .init("duration_seconds", JSONValue(seconds)),
            .init("warm_up_seconds", JSONValue(warmUpSeconds)),
            .init("timeout_seconds", JSONValue(timeoutSeconds)),
        ])
    }
}
