//! LLVM's tools that read counters: `llvm-profdata` and `llvm-cov`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::failure::Failure;
use crate::process;

/// What takes longer hangs.
const LIMIT: Duration = Duration::from_secs(600);

/// Files that are tests, or exist for them.
const TESTS: &str = r"(/tests/|/tests\.rs$|/fixture\.rs$|/hostile_tests\.rs$)";

/// The tools.
pub struct Tools {
    profdata: PathBuf,
    cov: PathBuf,
}

impl Tools {
    /// Finds the tools of the LLVM that the compiler uses.
    ///
    /// # Errors
    /// They are not there.
    pub fn find() -> Result<Tools, Failure> {
        let version = said("rustc", &["-vV"])?;
        let major = version.lines().find_map(|line| {
            let number = line.strip_prefix("LLVM version: ")?;
            Some(number.split('.').next()?.to_owned())
        });
        let major = major.ok_or_else(|| Failure::new("rustc does not say which LLVM it uses"))?;
        let sysroot = said("rustc", &["--print", "sysroot"])?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: "));
        let own = Path::new(sysroot.trim())
            .join("lib/rustlib")
            .join(host.unwrap_or_default())
            .join("bin");
        let tool = |name: &str, variable: &str| {
            let named = std::env::var_os(variable).map(PathBuf::from);
            let places = [
                own.join(name),
                PathBuf::from(format!("/usr/lib/llvm-{major}/bin/{name}")),
            ];
            let mut places = named.into_iter().chain(places);
            places.find(|path| path.is_file()).ok_or_else(|| {
                Failure::new(format!(
                    "there is no {name} of LLVM {major}, which the compiler uses: `apt-get install llvm-{major}` or \
                     `rustup component add llvm-tools` brings it, or {variable} names it"
                ))
            })
        };
        Ok(Tools {
            profdata: tool("llvm-profdata", "LLVM_PROFDATA")?,
            cov: tool("llvm-cov", "LLVM_COV")?,
        })
    }

    /// Puts what several processes have counted together.
    ///
    /// # Errors
    /// The tool does not read it.
    pub fn merge(&self, profiles: &[PathBuf], merged: &Path) -> Result<(), Failure> {
        let mut command = Command::new(&self.profdata);
        command
            // A test may start a process that is not allowed to write as much as a profile has: what that one
            // passes through is not counted.
            .args(["merge", "-sparse", "--failure-mode=all", "-o"])
            .arg(merged)
            .args(profiles);
        run(&mut command).map(drop)
    }

    /// The tool's table of the files below `sources`, without tests.
    ///
    /// # Errors
    /// The tool does not read it.
    pub fn report(&self, binary: &Path, merged: &Path, sources: &Path) -> Result<String, Failure> {
        let mut command = Command::new(&self.cov);
        command
            .arg("report")
            .arg("--show-branch-summary")
            .arg("--show-region-summary=false")
            .arg(format!("--ignore-filename-regex={TESTS}"))
            .arg("--instr-profile")
            .arg(merged)
            .arg(binary)
            .arg("--sources")
            .arg(sources);
        run(&mut command)
    }
}

fn said(program: &str, arguments: &[&str]) -> Result<String, Failure> {
    run(Command::new(program).args(arguments))
}

fn run(command: &mut Command) -> Result<String, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let ended = process::run(command, LIMIT)?;
    match ended.is_success() {
        true => Ok(ended.stdout),
        false => Err(Failure::new(format!(
            "{program} fails: {}",
            ended.stderr.trim()
        ))),
    }
}
