//! Building the tests of a room into a target folder of our own.
//!
//! The rooms are compiled with little optimisation there, since they are compiled again and again, and others'
//! packages as always: what the repository's own `target/release` has of those is linked into the folder the first
//! time. No room of this workspace is among it.

use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::failure::Failure;
use crate::process::{self, Ended};
use crate::repository;
use crate::rooms::{ROOMS, Room};

/// A build that takes longer hangs.
const BUILD_LIMIT: Duration = Duration::from_secs(3600);

/// A target folder, and the tree that is compiled into it.
#[derive(Debug)]
pub struct Target {
    /// The tree.
    pub tree: PathBuf,
    /// The folder.
    pub folder: PathBuf,
    /// Processes that the compiler may use at a time.
    pub jobs: Option<u64>,
}

impl Target {
    /// Builds the tests of a room: what the build said, and the binary when it succeeded. `prepare` gets the command
    /// before it runs.
    ///
    /// # Errors
    /// Cargo cannot be started, or does not say where the binary is.
    pub fn build(
        &self,
        room: &Room,
        prepare: impl FnOnce(&mut Command),
    ) -> Result<(Ended, Option<PathBuf>), Failure> {
        let mut command = self.cargo()?;
        command
            .args(["test", "--release", "--locked", "--no-run"])
            .arg("--message-format=json-render-diagnostics")
            .args(room.selection());
        if let Some(jobs) = self.jobs {
            command.arg("--jobs").arg(jobs.to_string());
        }
        prepare(&mut command);
        let built = process::run(&mut command, BUILD_LIMIT)?;
        if !built.is_success() {
            return Ok((built, None));
        }
        let binary = executable(&built.stdout, room).ok_or_else(|| {
            let package = room.package;
            Failure::new(format!(
                "cargo does not say where the tests of {package} are"
            ))
        })?;
        Ok((built, Some(binary)))
    }

    /// A command that runs tests of a room, with the environment that cargo would give them.
    pub fn command(&self, room: &Room, binary: &Path) -> Command {
        let folder = self.tree.join(room.folder);
        let mut command = Command::new(binary);
        command
            .current_dir(&folder)
            .env("CARGO_MANIFEST_DIR", &folder)
            .env_remove("BLESS");
        command
    }

    /// A command of cargo on the tree, into the folder.
    ///
    /// # Errors
    /// A file beside the folder cannot be written.
    pub fn cargo(&self) -> Result<Command, Failure> {
        let quick = self.folder.with_extension("toml");
        make_folder(quick.parent())?;
        fs::write(&quick, quick_profile())
            .map_err(|cause| Failure::at(&quick, "cannot write", &cause))?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(&self.tree)
            .env("CARGO_TARGET_DIR", &self.folder)
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_TERM_COLOR", "never")
            .arg("--config")
            .arg(quick);
        Ok(command)
    }

    /// Links what the repository's own target folder has of others' packages, when this one is new.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn warm(&self) -> Result<(), Failure> {
        let to = self.folder.join("release");
        let from = repository::root().join("target/release");
        if to.exists() || !from.join(".fingerprint").is_dir() {
            return Ok(());
        }
        eprintln!("linking what is compiled of others' packages");
        for folder in ["deps", "build", ".fingerprint"] {
            for path in all_files(&from.join(folder))? {
                let inside = path.strip_prefix(&from).unwrap_or(&path);
                if is_of_a_room(inside) {
                    continue;
                }
                let to = to.join(inside);
                make_folder(to.parent())?;
                // Fingerprints are rewritten in place, so they are copied.
                let done = match folder {
                    ".fingerprint" => copy_with_time(&path, &to),
                    _ => fs::hard_link(&path, &to).or_else(|_| copy_with_time(&path, &to)),
                };
                done.map_err(|cause| Failure::at(&to, "cannot write", &cause))?;
            }
        }
        Ok(())
    }
}

/// Overflow is checked as always. What the long tests spend their time in is optimised a little.
fn quick_profile() -> String {
    let profile = |room: &Room| {
        let package = room.package;
        let level = u8::from(room.is_hot);
        format!(
            "[profile.release.package.{package}]\nopt-level = {level}\ncodegen-units = 64\ndebug = false\n\n"
        )
    };
    ROOMS.iter().map(profile).collect()
}

/// The executable that cargo says it has built of a room's tests.
fn executable(messages: &str, room: &Room) -> Option<PathBuf> {
    let manifest = format!("/{}/Cargo.toml\"", room.folder);
    let is_wanted = |line: &&str| {
        line.contains("\"reason\":\"compiler-artifact\"")
            && line.contains(&manifest)
            && line.contains("\"test\":true}")
    };
    let mut found = messages.lines().filter(is_wanted).filter_map(|line| {
        let (_, rest) = line.split_once("\"executable\":\"")?;
        // A path that JSON would escape is one that this does not find.
        Some(PathBuf::from(rest.split('"').next()?))
    });
    found.next_back()
}

/// Whether what lies at this path of a target folder was compiled of a room of the workspace.
fn is_of_a_room(path: &Path) -> bool {
    let name = path.iter().nth(1).map(|name| name.to_string_lossy());
    let name = name.unwrap_or_default();
    let stem = name.strip_prefix("lib").unwrap_or(&name);
    let others = ["contracts", "benches", "xtask", "all"];
    let packages = ROOMS.iter().map(|room| room.package).chain(others);
    let mut names = packages.flat_map(|package| [package.to_owned(), package.replace('-', "_")]);
    names.any(|package| {
        let rest = stem.strip_prefix(package.as_str());
        // Behind the name comes a hash of 16 digits, so that `abi-macros-…` is not taken for `abi-…`.
        rest.is_some_and(|rest| {
            let hash = rest.trim_start_matches('-').split('.').next();
            rest.starts_with('.') || hash.is_some_and(|hash| hash.len() == 16)
        })
    })
}

fn copy_with_time(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to)?;
    let modified = fs::metadata(from)?.modified()?;
    File::options()
        .write(true)
        .open(to)?
        .set_times(FileTimes::new().set_modified(modified))
}

/// Makes a folder and those that it lies in.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(folder: Option<&Path>) -> Result<(), Failure> {
    folder.map_or(Ok(()), |folder| {
        fs::create_dir_all(folder).map_err(|cause| Failure::at(folder, "cannot make", &cause))
    })
}

/// Every file below a folder.
///
/// # Errors
/// A folder cannot be listed.
pub fn all_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let failed = |cause: &std::io::Error| Failure::at(&folder, "cannot list", cause);
        for entry in fs::read_dir(&folder).map_err(|cause| failed(&cause))? {
            let path = entry.map_err(|cause| failed(&cause))?.path();
            match path.is_dir() && !path.is_symlink() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compiled_of_rooms_is_told_from_the_rest() {
        let of_a_room = |path: &str| is_of_a_room(Path::new(path));
        assert!(of_a_room("deps/libpolicy_lang-0123456789abcdef.rlib"));
        assert!(of_a_room("deps/ledger-0123456789abcdef.d"));
        assert!(of_a_room(".fingerprint/policy-lang-0123456789abcdef/lib"));
        assert!(of_a_room("deps/libcapi.so"));
        assert!(!of_a_room("deps/libblake3-0123456789abcdef.rlib"));
        assert!(!of_a_room("build/abi-macros-0123456789abcdef/output"));
    }

    #[test]
    fn the_binary_of_the_tests_is_told_from_the_library() {
        let line = |test: &str, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/x/ledger/Cargo.toml","profile":{{"test":{test}}},"executable":{executable}}}"#
            )
        };
        let messages = [line("false", "null"), line("true", "\"/x/deps/ledger-1\"")].join("\n");
        let room = |name| Room::of(name).unwrap();
        let found = executable(&messages, room("ledger"));
        assert_eq!(found, Some(PathBuf::from("/x/deps/ledger-1")));
        assert_eq!(executable(&messages, room("abi")), None);
    }
}
