/// What a verdict is made from.
package struct LoadEvidence: Sendable {
    package var settings: LoadSettings
    package var tally: LoadTally
    package var series: LoadSeries
    package var machine: MachineUse?
    /// The server's process ended meanwhile; false also where it is not known.
    package var serverIsGone = false
    /// What the server's metrics show to be another one than before the run; nil also where they are not known.
    package var serverChange: String?
    /// Threads that send never sleep: that they are busy says nothing.
    package var spins = false
    /// Connections that were open at one time, at most.
    package var connectionCountMax = 0

    package init(settings: LoadSettings, tally: LoadTally, series: LoadSeries, machine: MachineUse?) {
        self.settings = settings
        self.tally = tally
        self.series = series
        self.machine = machine
    }
}
