internal import Synchronization
internal import Tabular

/// The input, handed out block by block to whichever worker asks next.
final class RowStream: Sendable {
    /// A block's place in the file's order, and how far the file was read for it.
    struct Ticket {
        var number: Int
        var storedBytesRead: Int
        /// Nil where the block holds rows: else the reader's last word.
        var end: End?
    }

    enum End {
        case endOfFile
        case failure(InputError)
    }

    private struct Source: ~Copyable {
        var reader: CSVReader
        var nextNumber = 0
        var isEnded = false
    }

    private let source: Mutex<Source>

    init(_ reader: consuming sending CSVReader) { source = Mutex(Source(reader: reader)) }

    /// Fills `block` with the next records; nil when another worker already met the end.
    func next(into block: CSVBlock) -> Ticket? {
        source.withLock { source in
            guard !source.isEnded else { return nil }
            var end: End?
            do throws(InputError) {
                if try !source.reader.readBlock(into: block) { end = .endOfFile }
            } catch {
                end = .failure(error)
            }
            source.isEnded = end != nil
            defer { source.nextNumber += 1 }
            return Ticket(number: source.nextNumber, storedBytesRead: source.reader.storedBytesRead, end: end)
        }
    }
}
