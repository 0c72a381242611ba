//! Other programs: their output, and an end to those that do not end.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// What a program left behind.
pub struct Ended {
    /// How it ended; `None` when it was stopped because its time was over.
    pub status: Option<ExitStatus>,
    /// What it printed, as far as it came.
    pub stdout: String,
    /// What it complained about, as far as it came.
    pub stderr: String,
    /// How long it ran.
    pub took: Duration,
}

impl Ended {
    /// Whether it ended by itself and with success.
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }
}

/// Runs a program to its end, or until `limit` is over.
///
/// # Errors
/// It cannot be started.
pub fn run(command: &mut Command, limit: Duration) -> Result<Ended, Failure> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|cause| {
            let program = command.get_program().to_string_lossy().into_owned();
            Failure::new(format!("{program} cannot be started: {cause}"))
        })?;
    let stdout = collect(child.stdout.take());
    let stderr = collect(child.stderr.take());
    let printed = text(&stdout, Some(limit));
    let in_time = printed.is_some();
    if !in_time {
        stop(&mut child);
    }
    let complained = text(&stderr, None).unwrap_or_default();
    let status = child.wait().ok().filter(|_| in_time);
    Ok(Ended {
        status,
        stdout: printed.unwrap_or_default(),
        stderr: complained,
        took: start.elapsed(),
    })
}

fn stop(child: &mut Child) {
    if let Err(cause) = child.kill() {
        eprintln!("cannot stop a program whose time is over: {cause}");
    }
}

/// Reads a stream to its end on a thread of its own, so that no program waits for room in a pipe.
fn collect<R: Read + Send + 'static>(stream: Option<R>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What was read before an error counts.
            let _ = stream.read_to_end(&mut bytes);
        }
        // Nobody may be waiting any more.
        let _ = sender.send(bytes);
    });
    receiver
}

/// What a stream has brought; `None` when it is still open after `limit`.
fn text(stream: &Receiver<Vec<u8>>, limit: Option<Duration>) -> Option<String> {
    let bytes = match limit {
        Some(limit) => match stream.recv_timeout(limit) {
            Err(RecvTimeoutError::Timeout) => return None,
            other => other.unwrap_or_default(),
        },
        None => stream.recv().unwrap_or_default(),
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Seconds with one digit behind the point.
pub fn seconds(time: Duration) -> String {
    let tenths = time.as_millis().saturating_add(50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let ended = run(
            Command::new("tail").args(["-f", "/dev/null"]),
            Duration::from_millis(50),
        )
        .unwrap();
        assert!(ended.status.is_none());
    }

    #[test]
    fn seconds_are_rounded_to_tenths() {
        assert_eq!(seconds(Duration::from_millis(1249)), "1.2");
        assert_eq!(seconds(Duration::from_millis(1250)), "1.3");
        assert_eq!(seconds(Duration::from_millis(59)), "0.1");
    }
}
