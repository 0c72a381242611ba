//! What may be typed about certificates.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;

/// Commands about certificates.
#[derive(Debug, Subcommand)]
pub enum CaCommand {
    /// Begin an organisation's authority: a key and a root certificate in a new folder
    New(NewCaArguments),
    /// Issue a certificate to a member of the organisation, with roles and a period
    Issue(IssueArguments),
    /// Revoke a certificate by its serial number, and sign the list of all that are revoked
    Revoke(RevokeArguments),
    /// Show certificates, a list of revoked ones, or all that a folder has issued, and say what holds
    Show(ShowCertificateArguments),
}

/// Arguments of `assent ca new`.
#[derive(Debug, Args)]
pub struct NewCaArguments {
    /// The organisation's name, as the ledger knows it: printable ASCII
    #[arg(long, value_name = "NAME")]
    pub organisation: String,
    /// How many years the root certificate is valid
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=50))]
    pub years: u16,
    /// The folder to make; it must not exist yet or be empty
    #[arg(short, long, value_name = "FOLDER")]
    pub output: PathBuf,
    /// The time at which it is made, from which it is valid [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// Print what was made as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent ca issue`.
#[derive(Debug, Args)]
pub struct IssueArguments {
    /// The folder of the authority
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The member's id, as the ledger will know it: printable ASCII, and rather a pseudonym than a name
    #[arg(long, value_name = "ID")]
    pub id: String,
    /// A role of the member; may be given several times
    #[arg(long = "role", value_name = "ROLE")]
    pub roles: Vec<String>,
    /// How many days the certificate is valid
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub days: u32,
    /// Whose key it is.
    #[command(flatten)]
    pub key: KeyArguments,
    /// Where to write the certificate; nothing may be there
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// The time at which it is issued, from which it is valid [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// Print what was issued as JSON
    #[arg(long)]
    pub json: bool,
}

/// The key that a certificate is about.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct KeyArguments {
    /// The member's public key: PEM, as `openssl pkey -pubout` writes it, DER, or 64 hexadecimal digits
    #[arg(long = "key", value_name = "FILE")]
    pub existing: Option<PathBuf>,
    /// Make a new key and write it here, for the member alone to read; nothing may be there
    #[arg(long, value_name = "FILE")]
    pub new_key: Option<PathBuf>,
}

/// Arguments of `assent ca revoke`.
#[derive(Debug, Args)]
pub struct RevokeArguments {
    /// The folder of the authority
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The serial number, in hexadecimal; without it the list is signed anew as it is
    #[arg(value_name = "SERIAL")]
    pub serial: Option<String>,
    /// How many days the list is valid: a new one is due before they are over
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    pub days: u32,
    /// The time of the revocation and of the list [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// Print what was revoked as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent ca show`.
#[derive(Debug, Args)]
pub struct ShowCertificateArguments {
    /// Certificates, PEM or DER, the member's own first; a list of revoked ones (`.crl` when it is DER); or the folder
    /// of an authority
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// The root certificate that is to vouch for them
    #[arg(long, value_name = "FILE")]
    pub root: Option<PathBuf>,
    /// The time at which they are to hold [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// Print what is found as JSON
    #[arg(long)]
    pub json: bool,
}
