internal import Glibc

/// Which kernels a scorer may take: for tests and measurements, since all give the same bits.
public struct KernelChoice: Sendable, Equatable {
    /// How rows go through trees (docs/kernels.md).
    public enum Design: String, Sendable, CaseIterable {
        /// What is fastest for the model, the CPU and the number of rows.
        case auto
        /// Bit-sliced: hundreds of rows at a time.
        case slice
        /// Every test answered once, then many trees in lockstep: a row or a few at a time.
        case rows
        /// The splits of a tree at once, for CPUs that permute bytes: a row or a few at a time.
        case nodes
        /// The splits of a tree, or one split of each of 32 trees, at once, for CPUs that shuffle bytes: a row or a few at a time.
        case masks
        /// Node by node over rows of byte codes, many rows in lockstep.
        case coded
        /// Node by node.
        case walk
    }

    /// A model or a number of rows that the design does not suit takes another.
    public var design: Design
    public var instructionSet: InstructionSet

    public init(design: Design = .auto, instructionSet: InstructionSet = .best) {
        self.design = design
        self.instructionSet = instructionSet
    }

    /// The environment variable that names an instruction set, or `auto`.
    public static let instructionSetVariable = "ESPALIER_KERNEL"
    /// The environment variable that names a design.
    public static let designVariable = "ESPALIER_PLAN"

    /// What the environment asks for; the best of everything where it says nothing, or what `checkEnvironment` refuses.
    public static var environment: KernelChoice { (try? readEnvironment()) ?? KernelChoice() }

    /// Throws what is wrong with the two variables.
    public static func checkEnvironment() throws(KernelChoiceError) {
        _ = try readEnvironment()
    }

    private static func readEnvironment() throws(KernelChoiceError) -> KernelChoice {
        try KernelChoice(instructionSet: value(of: instructionSetVariable), design: value(of: designVariable))
    }

    /// The choice that two texts name, each as its variable has it; nil and the empty text are `auto`.
    public init(instructionSet: String?, design: String?) throws(KernelChoiceError) {
        self.init()
        if let design, !design.isEmpty {
            guard let known = Design(rawValue: design) else {
                throw KernelChoiceError(
                    variable: Self.designVariable, value: design, accepted: Design.allCases.map(\.rawValue))
            }
            self.design = known
        }
        if let instructionSet, !instructionSet.isEmpty, instructionSet != "auto" {
            guard let known = InstructionSet(rawValue: instructionSet), known.isSupported else {
                throw KernelChoiceError(
                    variable: Self.instructionSetVariable, value: instructionSet,
                    accepted: ["auto"] + InstructionSet.allCases.filter(\.isSupported).map(\.rawValue))
            }
            self.instructionSet = known
        }
    }

    private static func value(of variable: String) -> String? {
        unsafe getenv(variable).map { unsafe String(cString: $0) }
    }
}

/// A plan that there is not, or a kernel that this build or this CPU does not have.
public struct KernelChoiceError: Error, CustomStringConvertible {
    public let variable: String
    public let value: String
    /// On this CPU.
    public let accepted: [String]

    public var description: String {
        "\(variable)=\(value): not a \(variable == KernelChoice.designVariable ? "plan" : "kernel of this CPU"); "
            + "accepted here: \(accepted.joined(separator: ", "))"
    }
}
