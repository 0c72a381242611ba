//! What this machine is: times say nothing without it.

/// A machine, as figures name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its processor.
    pub processor: String,
    /// Cores that this process may use.
    pub cores: usize,
    /// How many processes wanted a core lately, as the system counts them; `unknown` where it does not.
    pub load: String,
}

impl Machine {
    /// The one that this runs on.
    pub fn here() -> Machine {
        let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = processor
            .lines()
            .find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().filter(|load| !load.is_empty());
        Machine {
            processor: model.unwrap_or("unknown processor").to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            load: load.unwrap_or("unknown").to_owned(),
        }
    }

    /// The machine in one line.
    pub fn line(&self) -> String {
        format!(
            "{}, {} cores, load {} at the start",
            self.processor, self.cores, self.load
        )
    }
}
