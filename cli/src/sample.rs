//! The sample hospital: a year of one synthetic hospital, and who would have asked for what.
//!
//! `tables` reads the committed tables, `world` turns them into organisations, members and
//! treatment relations, `consents` writes what the patients would have signed, and `requests`
//! derives access requests from the rows. Nothing here decides anything: a scenario is input for
//! the ledger. What comes from the sample and what is ours is told in the README beside the
//! tables.
//!
//! Everything follows from the tables and [`SEED`]: two calls give the same scenario, on any
//! machine.

mod consents;
pub mod origins;
pub(crate) mod random;
mod requests;
mod tables;
#[cfg(test)]
mod tests;
mod time;
mod world;

pub use tables::TableError;

/// The seed of every choice that the tables leave open: `RIVERSID` in ASCII.
pub const SEED: u64 = 0x5249_5645_5253_4944;

/// The hospital of the sample.
pub const HOSPITAL: &str = "Riverside";
/// Another hospital, not in the sample, whose people treat none of its patients.
pub const OUTSIDE_HOSPITAL: &str = "Northside";
/// A laboratory, not in the sample, that most patients consent to.
pub const LAB: &str = "Acme";
/// A second laboratory, not in the sample, that no patient consents to.
pub const OTHER_LAB: &str = "Millbrook";
/// A research institute, not in the sample.
pub const INSTITUTE: &str = "Bluefield";

/// Everything a run needs: whom to enrol, what to attest, what was signed, and who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Organisations to enrol; one that is within another comes after it.
    pub organizations: Vec<Organization>,
    /// People who act for the organisations, by id.
    pub members: Vec<Member>,
    /// The patients, by id.
    pub patients: Vec<Patient>,
    /// Who treats whom and when, by patient, practitioner and time; a pair's intervals are apart.
    pub treatments: Vec<Treatment>,
    /// What the patients signed, by the instant it was given.
    pub consents: Vec<Consent>,
    /// The access requests, by time.
    pub requests: Vec<Request>,
}

/// An organisation to enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// One ASCII word, as a policy names it.
    pub name: &'static str,
    /// The vocabulary's word for its kind, such as `hospital` or `insurer`.
    pub kind: &'static str,
    /// The name of the organisation that it belongs to.
    pub within: Option<&'static str>,
}

/// A person who acts for an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The practitioner's id, unique in the scenario.
    pub id: &'static str,
    /// The vocabulary's words for the roles.
    pub roles: Vec<&'static str>,
    /// The name of the organisation.
    pub organization: &'static str,
}

/// A patient of the hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// The patient's id, `pt-…`.
    pub id: &'static str,
    /// The name of the insurer that pays, if one does.
    pub insurer: Option<&'static str>,
    /// Whether the patient is under 16 on the sample's last day. Such a patient asks for nothing.
    pub under_16: bool,
    /// The instant of death, in seconds since 1970.
    pub deceased: Option<i64>,
}

/// A treatment relation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Treatment {
    /// The patient's id.
    pub patient: &'static str,
    /// The practitioner's id.
    pub practitioner: &'static str,
    /// The first instant, in seconds since 1970.
    pub from: i64,
    /// The first instant no longer in it, in seconds since 1970.
    pub until: i64,
}

/// A sentence of the consent language that a patient, or whoever signs for a child, has given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Consent {
    /// The instant it was given, in seconds since 1970.
    pub given: i64,
    /// The patient's id.
    pub patient: &'static str,
    /// The sentence, without a full stop.
    pub sentence: String,
    /// The instant it was withdrawn, in seconds since 1970; after `given`.
    pub withdrawn: Option<i64>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Requester {
    /// A practitioner, by id.
    Practitioner(&'static str),
    /// An organisation, by name.
    Organization(&'static str),
    /// A patient, by id.
    Patient(&'static str),
}

/// One access request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The instant of asking, in seconds since 1970.
    pub at: i64,
    /// Who asks.
    pub requester: Requester,
    /// The id of the patient whose record is asked for.
    pub patient: &'static str,
    /// The vocabulary's words for the actions; at least one.
    pub actions: Vec<&'static str>,
    /// The vocabulary's words for the categories of data; at least one.
    pub categories: Vec<&'static str>,
    /// The vocabulary's word for the purpose that is claimed.
    pub purpose: Option<&'static str>,
    /// The reason that is claimed.
    pub reason: Option<&'static str>,
    /// Why the request is in the scenario: a label of [`origins::ALL`].
    pub origin: &'static str,
    /// Whether a sound policy of the hospital would allow it; the origin's own word for it.
    pub proper: bool,
}

/// Derives the scenario with `target` requests.
///
/// The rows are gone through again and again, each time further from the row's own time, until
/// there are enough requests; then as many as are wanted are drawn. At least one request of each
/// origin is kept, so a very small target gives a few more.
///
/// # Errors
/// Fault: a committed table does not read as the README beside it says.
pub fn scenario(target: usize) -> Result<Scenario, TableError> {
    let world = world::World::from_tables(tables::load()?)?;
    let mut random = random::SplitMix64::new(SEED);
    let book = consents::Book::for_patients(&world, &mut random);
    let requests = requests::derive(&world, &book, random, target);
    Ok(Scenario {
        treatments: world.treatments(),
        consents: book.into_consents(),
        organizations: world.organizations,
        members: world.members,
        patients: world.patients,
        requests,
    })
}
