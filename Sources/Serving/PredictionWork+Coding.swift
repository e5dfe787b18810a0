internal import Codecs
internal import Network

extension PredictionWork {
    /// What a body that was sent with a content coding stands for; valid until the next such body.
    @inline(never)
    func decoded(_ body: UnsafeRawBufferPointer, _ coding: ContentCoding) throws(RowRefusal) -> UnsafeRawBufferPointer {
        do throws(BodyInflater.Fault) {
            return unsafe try inflater.inflate(body, coding)
        } catch {
            if error == .tooLarge { throw .decodedTooLarge(byteCountMax: inflater.byteCountMax) }
            throw .undecodable(coding, isTruncated: error == .truncated)
        }
    }
}
