/// What Espalier can do: each verb is an executable of that name beside this one.
struct Verb {
    let name: String
    let summary: String

    /// In the order in which a model meets them.
    static let all = [
        Verb(name: "train", summary: "train a model on a CSV file and publish it as a bundle"),
        Verb(name: "bundle", summary: "show a bundle, or check that it is whole"),
        Verb(name: "score", summary: "predict the rows of a CSV file with a bundle"),
        Verb(name: "serve", summary: "answer predictions over HTTP with the bundles of a folder"),
        Verb(name: "loadtest", summary: "send requests to a server; say how many it answers, and how fast"),
    ]
}
