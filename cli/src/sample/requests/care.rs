//! The hospital's people about their work: results, orders, notes, vaccines, emergencies.

use crate::sample::Requester;
use crate::sample::origins::{self, Origin};
use crate::sample::tables::{EncounterRow, EntryRow, OrderRow, ResultRow};
use crate::sample::time::{DAY, HOUR, MINUTE};

use super::{Desk, Question, SENSITIVE};

/// Reasons that an emergency physician would type.
const REASONS: [&str; 5] = [
    "unconscious on arrival",
    "chest pain, history not known",
    "possible overdose",
    "allergic reaction, medication not known",
    "fall, on a blood thinner perhaps",
];

/// Goes through the rows once.
pub(super) fn ask(desk: &mut Desk) {
    let world = desk.world;
    for row in &world.tables.results {
        if desk.round == 0 {
            collect(desk, row);
        }
        correct(desk, row);
        read(desk, row);
        read_in_team(desk, row);
    }
    let pharmacists = world.staff("pharmacist");
    for row in &world.tables.orders {
        order(desk, row);
        dispense(desk, row, &pharmacists);
    }
    let emergency = world.people("EmergencyMedicine", "physician");
    for row in &world.tables.encounters {
        write_notes(desk, row);
        read_notes(desk, row);
        read_sensitive(desk, row);
        if row.emergency {
            break_glass(desk, row, &emergency);
        }
    }
    if desk.round == 0 {
        enter(
            desk,
            &world.tables.immunizations,
            origins::VACCINE_GIVEN,
            "immunizations",
        );
        enter(
            desk,
            &world.tables.allergies,
            origins::ALLERGY_RECORDED,
            "allergies",
        );
    }
}

fn treatment(action: &'static str, categories: &[&'static str]) -> Question {
    Question::new(action, categories, "treatment")
}

/// The one who recorded a result did so at the result's time, though not before the visit began.
fn collect(desk: &mut Desk, row: &ResultRow) {
    let Some(performer) = row.performer else {
        return;
    };
    let start = row
        .encounter
        .and_then(|id| desk.world.encounter(id))
        .map(|e| e.start);
    let at = desk.after(row.time.max(start.unwrap_or(row.time)), 0, 50);
    let question = treatment("collect", &[row.category]);
    if desk.world.has_role(performer, "lab_technician") {
        let requester = Requester::Practitioner(performer);
        return desk.file(
            origins::TECHNICIAN_COLLECTS,
            at,
            requester,
            row.patient,
            question,
        );
    }
    let origin = if SENSITIVE.contains(&row.category) {
        origins::SENSITIVE_COLLECTED
    } else if desk.world.has_role(performer, "nurse") {
        origins::NURSE_COLLECTS
    } else {
        origins::PHYSICIAN_COLLECTS
    };
    desk.file_if_treating(origin, at, performer, row.patient, question);
}

/// Now and then a result is put right within two days.
fn correct(desk: &mut Desk, row: &ResultRow) {
    let Some(performer) = row.performer else {
        return;
    };
    if SENSITIVE.contains(&row.category) || !desk.random.chance(4) {
        return;
    }
    let at = desk.after(row.time, 30 * MINUTE, 2 * DAY);
    let question = treatment("correct", &[row.category]);
    desk.file_if_treating(
        origins::RESULT_CORRECTED,
        at,
        performer,
        row.patient,
        question,
    );
}

/// The attending physician looks at each result; of a result without a visit, who recorded it.
fn read(desk: &mut Desk, row: &ResultRow) {
    let attending = row
        .encounter
        .and_then(|id| desk.world.encounter(id))
        .map(|e| e.attending);
    let recorder = row
        .performer
        .filter(|id| desk.world.has_role(id, "physician"));
    let Some(physician) = attending.or(recorder) else {
        return;
    };
    let at = desk.follow_up(row.time, 3 * MINUTE, 6 * HOUR);
    let question = treatment("read", &[row.category]);
    let origin = if SENSITIVE.contains(&row.category) {
        origins::SENSITIVE_READ
    } else {
        origins::PHYSICIAN_READS
    };
    desk.file_if_treating(origin, at, physician, row.patient, question);
}

fn read_in_team(desk: &mut Desk, row: &ResultRow) {
    let Some(encounter) = row.encounter.and_then(|id| desk.world.encounter(id)) else {
        return;
    };
    if SENSITIVE.contains(&row.category) || !desk.random.chance(25) {
        return;
    }
    let mut team = desk.world.team(encounter.id);
    team.retain(|id| *id != encounter.attending);
    let Some(colleague) = desk.random.pick(&team) else {
        return;
    };
    let at = desk.follow_up(row.time, 5 * MINUTE, 20 * HOUR);
    let question = treatment("read", &[row.category]);
    desk.file_if_treating(origins::TEAM_READS, at, colleague, row.patient, question);
}

/// Who orders looks at allergies and medications first, in the same visit, and then writes.
fn order(desk: &mut Desk, row: &OrderRow) {
    let Some(encounter) = desk.world.encounter(row.encounter) else {
        return;
    };
    if desk.round > 0 {
        return;
    }
    let before = (row.time - desk.random.between(1, 9) * MINUTE).max(encounter.start);
    let check = treatment("read", &["allergies", "medications"]);
    desk.file_if_treating(
        origins::CHECK_BEFORE_ORDER,
        before,
        row.requester,
        row.patient,
        check,
    );
    let at = desk.after(row.time, 20, 50);
    let write = treatment("collect", &["medications"]);
    desk.file_if_treating(
        origins::ORDER_WRITTEN,
        at,
        row.requester,
        row.patient,
        write,
    );
}

fn dispense(desk: &mut Desk, row: &OrderRow, pharmacists: &[&'static str]) {
    if desk.round > 0 && !desk.random.chance(50) {
        return;
    }
    let team = desk.world.team(row.encounter);
    let own = team
        .into_iter()
        .find(|id| desk.world.has_role(id, "pharmacist"));
    let Some(pharmacist) = own.or(desk.random.pick(pharmacists)) else {
        return;
    };
    let at = desk.follow_up(row.time, 10 * MINUTE, 5 * HOUR);
    let both = desk.random.chance(40);
    let categories: &[_] = if both {
        &["medications", "allergies"]
    } else {
        &["medications"]
    };
    let requester = Requester::Practitioner(pharmacist);
    let question = treatment("read", categories);
    desk.file(
        origins::PHARMACIST_READS,
        at,
        requester,
        row.patient,
        question,
    );
}

fn write_notes(desk: &mut Desk, row: &EncounterRow) {
    if desk.round == 0 {
        let at = desk.after(row.end, MINUTE, 90 * MINUTE);
        let question = treatment("collect", &["clinical_notes"]);
        desk.file_if_treating(
            origins::NOTES_WRITTEN,
            at,
            row.attending,
            row.patient,
            question,
        );
    }
    if desk.random.chance(15) {
        let at = desk.after(row.end, 2 * HOUR, 3 * DAY);
        let question = treatment("correct", &["clinical_notes"]);
        desk.file_if_treating(
            origins::NOTES_CORRECTED,
            at,
            row.attending,
            row.patient,
            question,
        );
    }
}

fn read_notes(desk: &mut Desk, row: &EncounterRow) {
    for colleague in desk.world.team(row.id) {
        if desk.random.chance(80) {
            let at = desk.follow_up(row.end, 2 * HOUR, DAY);
            let question = treatment("read", &["clinical_notes"]);
            desk.file_if_treating(origins::NOTES_READ, at, colleague, row.patient, question);
        }
    }
}

fn read_sensitive(desk: &mut Desk, row: &EncounterRow) {
    for category in desk.world.sensitive(row.patient) {
        let at = desk.follow_up(row.start, MINUTE, 4 * HOUR);
        let question = treatment("read", &[category]);
        desk.file_if_treating(
            origins::SENSITIVE_READ,
            at,
            row.attending,
            row.patient,
            question,
        );
    }
}

/// In an emergency visit two or three requests come within the first half hour.
fn break_glass(desk: &mut Desk, row: &EncounterRow, physicians: &[&'static str]) {
    let asked: [&[&'static str]; 3] = [
        &["allergies", "medications"],
        &["clinical_notes"],
        &["bloodwork", "vitals"],
    ];
    for categories in asked {
        let Some(physician) = desk.random.pick(physicians) else {
            return;
        };
        let mut question = Question::new("read", categories, "emergency");
        question.reason = desk.random.pick(&REASONS);
        let requester = Requester::Practitioner(physician);
        let at = desk.after(row.start, 30, 30 * MINUTE);
        if desk.random.chance(85) {
            desk.file(
                origins::EMERGENCY,
                at,
                requester,
                row.patient,
                question.clone(),
            );
        }
        // Who treats the patient anyway needs no reason, so that says nothing.
        let treats = desk.world.treats(physician, row.patient, at - 20);
        if !treats && desk.random.chance(60) {
            question.reason = None;
            desk.file(
                origins::EMERGENCY_SILENT,
                at - 20,
                requester,
                row.patient,
                question,
            );
        }
    }
}

/// A vaccine or an allergy goes into the record during the visit; the sample has the day alone.
fn enter(desk: &mut Desk, rows: &[EntryRow], origin: Origin, category: &'static str) {
    for row in rows {
        let Some(practitioner) = row.practitioner else {
            continue;
        };
        let Some(encounter) = row.encounter.and_then(|id| desk.world.encounter(id)) else {
            continue;
        };
        let minutes = (encounter.end - encounter.start).min(HOUR);
        let at = desk.after(encounter.start, MINUTE, minutes);
        let question = treatment("collect", &[category]);
        desk.file_if_treating(origin, at, practitioner, row.patient, question);
    }
}
