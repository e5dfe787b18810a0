/// For each feature the range, in the encoder's width, of numbers that become themselves whatever the policy: what is read in runs is
/// compared with them and nothing else. NaN, which no number is above, where each number has to be looked at: for categories, and
/// everywhere when a missing marker is spelled as a number is.
///
/// Its memory is the encoder's to free: a reference to it would be counted on every row.
@safe struct PlainNumberBounds {
    private let memory: UnsafeMutableRawPointer
    private let featureCount: Int

    init(_ plans: UnsafePointer<FeaturePlan>, featureCount: Int, width: InputWidth, isOpen: Bool) {
        self.featureCount = featureCount
        unsafe memory = .allocate(byteCount: max(1, 2 * featureCount * width.elementByteCount), alignment: 64)
        for feature in 0..<featureCount {
            let plan = unsafe plans + feature
            let isClosed = unsafe !isOpen || plan.pointee.categories != nil
            switch width {
            case .float32: unsafe set(feature, isClosed ? (.nan, .nan) : Float.bounds(of: plan))
            case .float64: unsafe set(feature, isClosed ? (.nan, .nan) : Double.bounds(of: plan))
            }
        }
    }

    func deallocate() { unsafe memory.deallocate() }

    private func set<Code: FeatureNumber>(_ feature: Int, _ bounds: (lower: Code, upper: Code)) {
        unsafe (memory.assumingMemoryBound(to: Code.self) + feature).initialize(to: bounds.lower)
        unsafe (memory.assumingMemoryBound(to: Code.self) + featureCount + feature).initialize(to: bounds.upper)
    }

    /// The smallest values, one for each feature; the encoder's width is to be `Code`.
    @inline(__always)
    func lower<Code: FeatureNumber>(_: Code.Type) -> UnsafePointer<Code> {
        unsafe UnsafePointer(memory.assumingMemoryBound(to: Code.self))
    }

    /// The largest ones.
    @inline(__always)
    func upper<Code: FeatureNumber>(_: Code.Type) -> UnsafePointer<Code> {
        unsafe UnsafePointer(memory.assumingMemoryBound(to: Code.self) + featureCount)
    }
}
