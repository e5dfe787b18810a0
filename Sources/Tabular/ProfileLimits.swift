/// What bounds a profile's memory, whatever the file holds.
public struct ProfileLimits: Sendable {
    /// Records of a file at most: rows are numbered with 32 bits while training, and the last number is taken.
    public var rowCountMax = Int(UInt32.max) - 1
    /// Different texts that are counted in one column; further ones are counted together.
    public var distinctTextCountMax = 1_000_000
    /// Bytes of the different texts of one column.
    public var distinctTextByteCountMax = 256 << 20
    /// Sampled values of all columns together (4 bytes each); fewer rows are sampled of a table of very many columns.
    public var sampleValueCountMax = 64 << 20
    /// Bytes of one text that can be a category, as in a bundle's manifest; longer ones are counted together.
    public var categoryByteCountMax = 1 << 16
    /// Classes of a target.
    public var classCountMax = 1_000
    /// Categories that a feature's map lists; of more, the most frequent are listed and the rest are unknown.
    public var listedCategoryCountMax = 100_000
    /// Bytes of the categories that a feature's map lists; the rest is cut as by the count.
    public var listedCategoryByteCountMax = 4 << 20
    /// Whole numbers of one column that are compared with each other to find out that they are all different.
    public var uniqueNumberCountMax = 1_000_000
    public init() {}
}
