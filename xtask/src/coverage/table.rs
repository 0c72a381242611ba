//! Reads the table that `llvm-cov report` prints: functions, lines and branches of each file.
//!
//! ```text
//! Filename   Functions  Missed Functions  Executed   Lines  Missed Lines  Cover   Branches  Missed Branches  Cover
//! bind.rs           40                 2    95.00%     500            10  98.00%        60                3  95.00%
//! ```

use crate::json::Json;

/// Columns behind the file's name.
const COLUMNS: usize = 9;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines with code.
    pub lines: u64,
    /// Those that no test passed through.
    pub lines_missed: u64,
    /// Ways of branches.
    pub branches: u64,
    /// Those that no test took.
    pub branches_missed: u64,
}

/// The files of a table; `None` when it is none.
pub fn read(report: &str) -> Option<Vec<(String, Counts)>> {
    let rows = report
        .lines()
        .skip_while(|line| !line.starts_with("---"))
        .skip(1)
        .take_while(|line| !line.starts_with("---"))
        .filter(|line| {
            !line.trim().is_empty() && !line.starts_with("Files which contain no functions")
        });
    let files: Option<Vec<_>> = rows.map(row).collect();
    files.filter(|files| !files.is_empty())
}

fn row(line: &str) -> Option<(String, Counts)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [
        file @ ..,
        _,
        _,
        _,
        lines,
        lines_missed,
        _,
        branches,
        branches_missed,
        _,
    ] = words.as_slice()
    else {
        return None;
    };
    debug_assert_eq!(words.len() - file.len(), COLUMNS);
    let counts = Counts {
        lines: lines.parse().ok()?,
        lines_missed: lines_missed.parse().ok()?,
        branches: branches.parse().ok()?,
        branches_missed: branches_missed.parse().ok()?,
    };
    Some((file.join(" "), counts))
}

impl Counts {
    /// All of them together.
    pub fn sum<'a>(all: impl Iterator<Item = &'a Counts>) -> Counts {
        all.fold(Counts::default(), |sum, one| Counts {
            lines: sum.lines + one.lines,
            lines_missed: sum.lines_missed + one.lines_missed,
            branches: sum.branches + one.branches,
            branches_missed: sum.branches_missed + one.branches_missed,
        })
    }

    /// For a table.
    pub fn columns(&self) -> String {
        format!(
            "{:>8} {:>8} {:>8} {:>8}",
            self.lines,
            share(self.lines, self.lines_missed),
            self.branches,
            share(self.branches, self.branches_missed)
        )
    }

    /// For programs.
    pub fn fields(&self) -> Vec<(&'static str, Json)> {
        vec![
            ("lines", Json::Number(self.lines)),
            ("lines_missed", Json::Number(self.lines_missed)),
            ("branches", Json::Number(self.branches)),
            ("branches_missed", Json::Number(self.branches_missed)),
        ]
    }
}

/// Of so many, those not missed, in percent with one digit, rounded down; a dash of none.
fn share(all: u64, missed: u64) -> String {
    match (all.saturating_sub(missed) * 1000).checked_div(all) {
        Some(tenths) => format!("{}.{} %", tenths / 10, tenths % 10),
        None => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "\
Filename      Functions  Missed Functions  Executed   Lines  Missed Lines  Cover   Branches  Missed Branches  Cover
-----------------------------------------------------------------------------
bind.rs              40                 2    95.00%     500            10  98.00%        60                3  95.00%
bind/data.rs          1                 0   100.00%      10             0 100.00%         0                0       -
-----------------------------------------------------------------------------
TOTAL                41                 2    95.12%     510            10  98.04%        60                3  95.00%
";

    #[test]
    fn a_table_is_read_file_by_file_and_summed() {
        let files = read(REPORT).unwrap();
        assert_eq!(files.len(), 2);
        assert_eq!(files[1].0, "bind/data.rs");
        let sum = Counts::sum(files.iter().map(|(_, counts)| counts));
        let expected = Counts {
            lines: 510,
            lines_missed: 10,
            branches: 60,
            branches_missed: 3,
        };
        assert_eq!(sum, expected);
        assert_eq!(share(510, 10), "98.0 %");
        assert_eq!(share(3, 1), "66.6 %");
        assert_eq!(share(0, 0), "-");
        assert_eq!(read("no table"), None);
        assert_eq!(read(&REPORT.replace("500 ", "x ")), None);
    }
}
