//! The patient, and the organisations around the hospital: those that may and those that may not.

use crate::sample::consents::Standing;
use crate::sample::tables::{EncounterRow, ResultRow};
use crate::sample::time::{DAY, HOUR, MINUTE};
use crate::sample::{INSTITUTE, LAB, OTHER_LAB, OUTSIDE_HOSPITAL, Requester, origins};

use super::{Desk, Question};

/// How many bills of a patient an insurer reads in seven days, at most.
const BILLS_PER_WEEK: usize = 2;

/// Goes through the rows once.
pub(super) fn ask(desk: &mut Desk) {
    let world = desk.world;
    for row in &world.tables.results {
        if row.category == "bloodwork" {
            lab(desk, row);
            institute(desk, row);
        }
        if matches!(row.category, "bloodwork" | "imaging") {
            second_opinion(desk, row);
        }
    }
    for patient in &world.patients {
        lab_the_day_after(desk, patient.id);
    }
    let insurers = world.of_kind("insurer");
    for row in &world.tables.encounters {
        own_record(desk, row);
        account(desk, row);
        insurer_bill(desk, row);
        insurer_too_much(desk, row);
        insurer_stranger(desk, row, &insurers);
        outsider(desk, row);
        lab_beyond(desk, row);
        other_lab(desk, row);
    }
}

/// The laboratory itself or one of its technicians.
fn from_lab(desk: &mut Desk) -> Requester {
    let technicians = desk.world.people(LAB, "lab_technician");
    let technician = desk
        .random
        .chance(35)
        .then(|| desk.random.pick(&technicians))
        .flatten();
    technician.map_or(Requester::Organization(LAB), Requester::Practitioner)
}

/// The laboratory works on a blood sample, whatever the patient thinks of it by now.
fn lab(desk: &mut Desk, row: &ResultRow) {
    if desk.round > 0 && !desk.random.chance(60) {
        return;
    }
    let action = if desk.random.chance(35) {
        "collect"
    } else {
        "read"
    };
    let at = desk.follow_up(row.time, 20 * MINUTE, 10 * HOUR);
    let origin = match desk.book.standing(row.patient, LAB, action, at) {
        Standing::Holds if action == "collect" => origins::LAB_COLLECTS,
        Standing::Holds => origins::LAB_READS,
        Standing::Narrower => origins::LAB_NARROWER,
        Standing::Ended => origins::LAB_ENDED,
        Standing::Withdrawn => origins::LAB_WITHDRAWN,
        Standing::Refused => origins::LAB_REFUSED,
        Standing::Never => origins::LAB_NEVER,
        Standing::Unclear => return,
    };
    let requester = from_lab(desk);
    let question = Question::new(action, &["bloodwork"], "treatment");
    desk.file(origin, at, requester, row.patient, question);
}

/// A late sample on the first day that the consent no longer takes in: in the afternoon in UTC,
/// when that day has begun in every zone west of it.
fn lab_the_day_after(desk: &mut Desk, patient: &'static str) {
    let last_days = desk
        .book
        .grants(patient, LAB)
        .iter()
        .filter_map(|grant| grant.last_day);
    for last_day in last_days {
        let at = desk.after((last_day + 1) * DAY, 13 * HOUR, 21 * HOUR);
        if desk.book.standing(patient, LAB, "read", at) != Standing::Ended {
            continue;
        }
        let requester = from_lab(desk);
        let question = Question::new("read", &["bloodwork"], "treatment");
        desk.file(origins::LAB_DAY_AFTER, at, requester, patient, question);
    }
}

fn lab_beyond(desk: &mut Desk, row: &EncounterRow) {
    if !desk.random.chance(25) {
        return;
    }
    let wanted = [
        "imaging",
        "genetics",
        "clinical_notes",
        "mental_health",
        "medications",
    ];
    let Some(category) = desk.random.pick(&wanted) else {
        return;
    };
    let at = desk.follow_up(row.end, HOUR, 12 * HOUR);
    let requester = from_lab(desk);
    let mut question = Question::new("read", &[category], "treatment");
    if desk.random.chance(50) {
        question.categories.push("bloodwork");
    }
    desk.file(origins::LAB_BEYOND, at, requester, row.patient, question);
}

fn other_lab(desk: &mut Desk, row: &EncounterRow) {
    if desk.random.chance(30) {
        let at = desk.follow_up(row.end, HOUR, 12 * HOUR);
        let requester = Requester::Organization(OTHER_LAB);
        let question = Question::new("read", &["bloodwork"], "treatment");
        desk.file(origins::LAB_OTHER, at, requester, row.patient, question);
    }
}

/// The institute gathers blood results weeks after they came; sometimes it wants genetics, too.
fn institute(desk: &mut Desk, row: &ResultRow) {
    if !desk.random.chance(45) {
        return;
    }
    let at = desk.follow_up(row.time, DAY, 10 * DAY);
    let requester = Requester::Organization(INSTITUTE);
    let mut question = Question::new("read", &["bloodwork"], "research");
    let origin = match desk.book.standing(row.patient, INSTITUTE, "read", at) {
        Standing::Holds if desk.random.chance(20) => {
            question.categories = vec!["genetics"];
            origins::RESEARCH_GENETICS
        }
        Standing::Holds => origins::RESEARCH_READS,
        Standing::Unclear => return,
        // Most of those who did not consent are not asked for.
        _ if desk.random.chance(60) => return,
        _ => origins::RESEARCH_WITHOUT,
    };
    let uses = desk.book.standing(row.patient, INSTITUTE, "use", at) == Standing::Holds;
    if origin == origins::RESEARCH_READS && uses && desk.random.chance(50) {
        question.actions.push("use");
    }
    desk.file(origin, at, requester, row.patient, question);
}

fn second_opinion(desk: &mut Desk, row: &ResultRow) {
    let at = desk.follow_up(row.time, 2 * HOUR, 3 * DAY);
    let standing = desk
        .book
        .standing(row.patient, OUTSIDE_HOSPITAL, "read", at);
    let physicians = desk.world.people(OUTSIDE_HOSPITAL, "physician");
    if standing != Standing::Holds {
        return;
    }
    let Some(physician) = desk.random.pick(&physicians) else {
        return;
    };
    let requester = Requester::Practitioner(physician);
    let question = Question::new("read", &[row.category], "treatment");
    desk.file(
        origins::SECOND_OPINION,
        at,
        requester,
        row.patient,
        question,
    );
}

/// The other hospital's people ask about a patient who has no consent with it any longer.
fn outsider(desk: &mut Desk, row: &EncounterRow) {
    for (origin, role, percent) in [
        (origins::OUTSIDE_PHYSICIAN, "physician", 80),
        (origins::OUTSIDE_NURSE, "nurse", 20),
    ] {
        let at = desk.follow_up(row.end, HOUR, 3 * DAY);
        let standing = desk
            .book
            .standing(row.patient, OUTSIDE_HOSPITAL, "read", at);
        let open = matches!(standing, Standing::Holds | Standing::Unclear);
        if open || !desk.random.chance(percent) {
            continue;
        }
        let people = desk.world.people(OUTSIDE_HOSPITAL, role);
        let wanted = [
            "clinical_notes",
            "bloodwork",
            "imaging",
            "medications",
            "vitals",
        ];
        let (Some(person), Some(category)) = (desk.random.pick(&people), desk.random.pick(&wanted))
        else {
            continue;
        };
        let requester = Requester::Practitioner(person);
        let question = Question::new("read", &[category], "treatment");
        desk.file(origin, at, requester, row.patient, question);
    }
}

/// After a visit a patient looks at the own record, and once in a while at another's.
fn own_record(desk: &mut Desk, row: &EncounterRow) {
    let Some(patient) = desk.world.patient(row.patient) else {
        return;
    };
    let at = desk.follow_up(row.end, 2 * HOUR, 4 * DAY);
    if patient.under_16 || !patient.is_alive(at) {
        return;
    }
    let looked_at: [&[&'static str]; 5] = [
        &["bloodwork"],
        &["clinical_notes"],
        &["medications", "allergies"],
        &["vitals", "immunizations"],
        &["billing"],
    ];
    let Some(categories) = desk.random.pick(&looked_at) else {
        return;
    };
    let mut question = Question::new("read", categories, "treatment");
    question.purpose = None;
    let requester = Requester::Patient(patient.id);
    if desk.random.chance(75) {
        desk.file(
            origins::OWN_RECORD,
            at,
            requester,
            patient.id,
            question.clone(),
        );
    }
    let others: Vec<_> = desk.world.patients.iter().map(|other| other.id).collect();
    let other = desk
        .random
        .pick(&others)
        .filter(|other| *other != patient.id);
    if let Some(other) = other.filter(|_| desk.random.chance(20)) {
        desk.file(origins::OTHER_PATIENT, at + 90, requester, other, question);
    }
}

/// The department counts its visits.
fn account(desk: &mut Desk, row: &EncounterRow) {
    let Some(department) = desk.world.name_of(row.department) else {
        return;
    };
    if desk.random.chance(70) {
        let at = desk.follow_up(row.end, DAY, 3 * DAY);
        let requester = Requester::Organization(department);
        let question = Question::new("read", &["billing"], "operations");
        desk.file(
            origins::VISIT_ACCOUNTED,
            at,
            requester,
            row.patient,
            question,
        );
    }
}

/// The patient's insurer reads the bill some days after, and never often in a week.
fn insurer_bill(desk: &mut Desk, row: &EncounterRow) {
    let insurer = desk
        .world
        .patient(row.patient)
        .and_then(|patient| patient.insurer);
    let Some(insurer) = insurer else { return };
    let at = desk.follow_up(row.end, DAY, 12 * DAY);
    let holds = desk.book.standing(row.patient, insurer, "read", at) == Standing::Holds;
    let read = desk.bills.entry(row.patient).or_default();
    let near = read
        .iter()
        .filter(|other| (**other - at).abs() <= 7 * DAY)
        .count();
    // A bill nearby on each side may be in one week with this one, or not: not asking is safe.
    if !holds || near >= BILLS_PER_WEEK || at >= desk.world.period.1 {
        return;
    }
    read.push(at);
    let requester = Requester::Organization(insurer);
    let question = Question::new("read", &["billing"], "payment");
    desk.file(origins::INSURER_BILL, at, requester, row.patient, question);
}

fn insurer_too_much(desk: &mut Desk, row: &EncounterRow) {
    let insurer = desk
        .world
        .patient(row.patient)
        .and_then(|patient| patient.insurer);
    let Some(insurer) = insurer else { return };
    let requester = Requester::Organization(insurer);
    if desk.random.chance(40) {
        let at = desk.follow_up(row.end, DAY, 12 * DAY);
        let question = Question::new("read", &["clinical_notes"], "payment");
        desk.file(origins::INSURER_NOTES, at, requester, row.patient, question);
    }
    let own = desk.world.sensitive(row.patient);
    let category = desk.random.pick(&own).unwrap_or("mental_health");
    if desk.random.chance(if own.is_empty() { 15 } else { 70 }) {
        let at = desk.follow_up(row.end, DAY, 12 * DAY);
        let question = Question::new("read", &[category], "payment");
        desk.file(
            origins::INSURER_SENSITIVE,
            at,
            requester,
            row.patient,
            question,
        );
    }
}

fn insurer_stranger(desk: &mut Desk, row: &EncounterRow, insurers: &[&'static str]) {
    let own = desk
        .world
        .patient(row.patient)
        .and_then(|patient| patient.insurer);
    let Some(stranger) = desk.random.pick(insurers).filter(|name| Some(*name) != own) else {
        return;
    };
    if desk.random.chance(30) {
        let at = desk.follow_up(row.end, DAY, 12 * DAY);
        let requester = Requester::Organization(stranger);
        let question = Question::new("read", &["billing"], "payment");
        desk.file(
            origins::INSURER_STRANGER,
            at,
            requester,
            row.patient,
            question,
        );
    }
}
