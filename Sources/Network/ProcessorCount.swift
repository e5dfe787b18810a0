internal import CLinux

/// How many processors there are to run on: what the number of loops follows.
public enum ProcessorCount {
    /// Processors that the process may run on, 1 at least: those of its affinity (`taskset`, a container's cpuset), not all of the machine's.
    /// A quota of time (a container's CPU limit) is not a number of processors and does not count here.
    public static var available: Int { max(1, Int(clinux_processor_count())) }
}
