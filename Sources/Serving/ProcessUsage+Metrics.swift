internal import Base
internal import Codecs

extension ProcessUsage {
    /// The metrics that every Prometheus client library has, under their usual names; what the system does not tell is left out.
    func write(into text: inout ByteBuffer) {
        if let cpuSeconds {
            MetricFamily("process_cpu_seconds_total", .counter, help: "User and system CPU time spent, in seconds.", to: &text)
                .add(cpuSeconds, to: &text)
        }
        if let residentByteCount {
            MetricFamily("process_resident_memory_bytes", .gauge, help: "Resident memory size in bytes.", to: &text)
                .add(residentByteCount, to: &text)
        }
        if let virtualByteCount {
            MetricFamily("process_virtual_memory_bytes", .gauge, help: "Virtual memory size in bytes.", to: &text)
                .add(virtualByteCount, to: &text)
        }
        if let openDescriptorCount {
            MetricFamily("process_open_fds", .gauge, help: "Number of open file descriptors.", to: &text)
                .add(openDescriptorCount, to: &text)
        }
        if let descriptorCountMax {
            MetricFamily("process_max_fds", .gauge, help: "Maximum number of open file descriptors.", to: &text)
                .add(descriptorCountMax, to: &text)
        }
        if let startUnixSeconds {
            MetricFamily(
                "process_start_time_seconds", .gauge, help: "Start time of the process since unix epoch in seconds.", to: &text
            ).add(startUnixSeconds, to: &text)
        }
    }
}
