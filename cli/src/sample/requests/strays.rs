//! The hospital's own people where they have no business.

use crate::sample::tables::{EncounterRow, OrderRow};
use crate::sample::time::{DAY, HOUR, MINUTE};
use crate::sample::{HOSPITAL, Requester, origins};

use super::{Desk, Question};

/// Goes through the rows once.
pub(super) fn ask(desk: &mut Desk) {
    let world = desk.world;
    let nurses = world.staff("nurse");
    let technicians = world.people(HOSPITAL, "lab_technician");
    let pharmacists = world.people(HOSPITAL, "pharmacist");
    for row in &world.tables.encounters {
        nurse_elsewhere(desk, row, &nurses);
        too_late(desk, row);
        technician_notes(desk, row, &technicians);
        team_for_research(desk, row);
    }
    for row in &world.tables.orders {
        pharmacist_notes(desk, row, &pharmacists);
    }
}

fn read(desk: &mut Desk, wanted: &[&'static str]) -> Question {
    let category = desk.random.pick(wanted).unwrap_or("clinical_notes");
    Question::new("read", &[category], "treatment")
}

/// A nurse of another department, who is not near treating the patient, is curious.
fn nurse_elsewhere(desk: &mut Desk, row: &EncounterRow, nurses: &[&'static str]) {
    let department = desk.world.name_of(row.department);
    for _ in 0..2 {
        let at = desk.follow_up(row.start, 5 * MINUTE, 2 * DAY);
        let Some(nurse) = desk.random.pick(nurses) else {
            return;
        };
        let home = desk.world.member(nurse).map(|member| member.organization);
        if home != department && desk.world.is_far(nurse, row.patient, at) {
            let question = read(
                desk,
                &["vitals", "bloodwork", "clinical_notes", "medications"],
            );
            let requester = Requester::Practitioner(nurse);
            desk.file(
                origins::NURSE_ELSEWHERE,
                at,
                requester,
                row.patient,
                question,
            );
        }
    }
}

/// The visit's physician looks again when the treatment is over by a day or more.
fn too_late(desk: &mut Desk, row: &EncounterRow) {
    let at = desk.after(row.end, 32 * DAY, 75 * DAY);
    if desk.random.chance(80) && desk.world.is_far(row.attending, row.patient, at) {
        let question = read(desk, &["clinical_notes", "bloodwork", "medications"]);
        let requester = Requester::Practitioner(row.attending);
        desk.file(
            origins::PHYSICIAN_TOO_LATE,
            at,
            requester,
            row.patient,
            question,
        );
    }
}

fn technician_notes(desk: &mut Desk, row: &EncounterRow, technicians: &[&'static str]) {
    let at = desk.follow_up(row.end, HOUR, 2 * DAY);
    let Some(technician) = desk.random.pick(technicians) else {
        return;
    };
    if desk.random.chance(25) {
        let question = read(desk, &["clinical_notes"]);
        let requester = Requester::Practitioner(technician);
        desk.file(
            origins::TECHNICIAN_NOTES,
            at,
            requester,
            row.patient,
            question,
        );
    }
}

/// A pharmacist outside the care team asks for more than the order.
fn pharmacist_notes(desk: &mut Desk, row: &OrderRow, pharmacists: &[&'static str]) {
    let at = desk.follow_up(row.time, 10 * MINUTE, DAY);
    let Some(pharmacist) = desk.random.pick(pharmacists) else {
        return;
    };
    if desk.random.chance(12) && desk.world.is_far(pharmacist, row.patient, at) {
        let question = read(desk, &["clinical_notes"]);
        let requester = Requester::Practitioner(pharmacist);
        desk.file(
            origins::PHARMACIST_NOTES,
            at,
            requester,
            row.patient,
            question,
        );
    }
}

/// Those who treat the patient want the record for a study that nobody approved.
fn team_for_research(desk: &mut Desk, row: &EncounterRow) {
    let at = desk.follow_up(row.end, 2 * HOUR, DAY);
    if desk.random.chance(25) {
        let question = Question::new("read", &["bloodwork", "clinical_notes"], "research");
        let origin = origins::TEAM_RESEARCH;
        desk.file_if_treating(origin, at, row.attending, row.patient, question);
    }
    if desk.random.chance(15) {
        let question = Question::new("disclose", &["clinical_notes"], "research");
        let origin = origins::TEAM_DISCLOSES;
        desk.file_if_treating(origin, at + HOUR, row.attending, row.patient, question);
    }
}
