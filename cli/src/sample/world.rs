//! Who is there: the sample's organisations and people, the few that are ours, and who treats
//! whom.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::{EncounterRow, TableError, Tables};
use super::time::DAY;
use super::{HOSPITAL, INSTITUTE, LAB, Member, OTHER_LAB, OUTSIDE_HOSPITAL};
use super::{Organization, Patient, Treatment};

/// Organisations that the sample does not have.
const OURS: [(&str, &str); 4] = [
    (OUTSIDE_HOSPITAL, "hospital"),
    (LAB, "lab"),
    (OTHER_LAB, "lab"),
    (INSTITUTE, "research_institute"),
];

/// People that the sample does not have.
const OUR_MEMBERS: [(&str, &str, &str); 10] = [
    ("acme-tech-1", "lab_technician", LAB),
    ("acme-tech-2", "lab_technician", LAB),
    ("acme-tech-3", "lab_technician", LAB),
    ("northside-dr-1", "physician", OUTSIDE_HOSPITAL),
    ("northside-dr-2", "physician", OUTSIDE_HOSPITAL),
    ("northside-dr-3", "physician", OUTSIDE_HOSPITAL),
    ("northside-dr-4", "physician", OUTSIDE_HOSPITAL),
    ("northside-dr-5", "physician", OUTSIDE_HOSPITAL),
    ("northside-rn-1", "nurse", OUTSIDE_HOSPITAL),
    ("northside-rn-2", "nurse", OUTSIDE_HOSPITAL),
];

/// How long a practitioner goes on treating a patient after an encounter.
const AFTERCARE: i64 = 30 * DAY;

/// The sample made navigable: every id in it is known to be one.
#[derive(Debug)]
pub(super) struct World {
    pub(super) organizations: Vec<Organization>,
    pub(super) members: Vec<Member>,
    pub(super) patients: Vec<Patient>,
    pub(super) tables: Tables,
    /// The first instant of the sample and the first after it.
    pub(super) period: (i64, i64),
    encounters: BTreeMap<&'static str, EncounterRow>,
    teams: BTreeMap<&'static str, BTreeSet<&'static str>>,
    treatments: BTreeMap<(&'static str, &'static str), Vec<(i64, i64)>>,
}

impl World {
    /// Links the tables and adds what is ours.
    pub(super) fn from_tables(tables: Tables) -> Result<Self, TableError> {
        let names: BTreeMap<_, _> = tables
            .organizations
            .iter()
            .map(|o| (o.id, o.word))
            .collect();
        let encounters: BTreeMap<_, _> = tables
            .encounters
            .iter()
            .map(|e| (e.id, e.clone()))
            .collect();
        let mut world = Self {
            organizations: organizations(&tables, &names)?,
            members: members(&tables, &names)?,
            patients: patients(&tables, &names)?,
            period: period(&tables),
            tables,
            encounters,
            teams: BTreeMap::new(),
            treatments: BTreeMap::new(),
        };
        world.check_ids(&names)?;
        world.teams = world.gather_teams();
        world.treatments = world.gather_treatments();
        Ok(world)
    }

    /// Finds an encounter.
    pub(super) fn encounter(&self, id: &str) -> Option<&EncounterRow> {
        self.encounters.get(id)
    }

    /// Lists who worked in an encounter, by id.
    pub(super) fn team(&self, encounter: &str) -> Vec<&'static str> {
        self.teams
            .get(encounter)
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }

    /// Finds a member.
    pub(super) fn member(&self, id: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    /// Says whether a member has a role.
    pub(super) fn has_role(&self, id: &str, role: &str) -> bool {
        self.member(id)
            .is_some_and(|member| member.roles.contains(&role))
    }

    /// Lists the hospital's own people of one role, by id.
    pub(super) fn staff(&self, role: &str) -> Vec<&'static str> {
        self.members
            .iter()
            .filter(|m| self.is_within(m.organization, HOSPITAL) && m.roles.contains(&role))
            .map(|member| member.id)
            .collect()
    }

    /// Lists the people of one organisation with one role, by id.
    pub(super) fn people(&self, organization: &str, role: &str) -> Vec<&'static str> {
        self.members
            .iter()
            .filter(|m| m.organization == organization && m.roles.contains(&role))
            .map(|member| member.id)
            .collect()
    }

    /// Lists the organisations of one kind, by name.
    pub(super) fn of_kind(&self, kind: &str) -> Vec<&'static str> {
        self.organizations
            .iter()
            .filter(|o| o.kind == kind)
            .map(|o| o.name)
            .collect()
    }

    /// The name of a department or payer of the sample, by its id there.
    pub(super) fn name_of(&self, id: &str) -> Option<&'static str> {
        self.tables
            .organizations
            .iter()
            .find(|o| o.id == id)
            .map(|o| o.word)
    }

    /// Finds a patient.
    pub(super) fn patient(&self, id: &str) -> Option<&Patient> {
        self.patients.iter().find(|patient| patient.id == id)
    }

    /// Lists the sensitive categories that a patient's diagnoses fall in.
    pub(super) fn sensitive(&self, patient: &str) -> Vec<&'static str> {
        let of_patient = self
            .tables
            .conditions
            .iter()
            .filter(|c| c.patient == patient);
        let categories: BTreeSet<_> = of_patient.filter_map(|c| c.category).collect();
        categories.into_iter().collect()
    }

    /// Says whether a practitioner treats a patient at an instant.
    pub(super) fn treats(
        &self,
        practitioner: &'static str,
        patient: &'static str,
        at: i64,
    ) -> bool {
        self.intervals(practitioner, patient)
            .iter()
            .any(|(from, until)| *from <= at && at < *until)
    }

    /// Says whether a practitioner is a day or more away from treating a patient.
    pub(super) fn is_far(
        &self,
        practitioner: &'static str,
        patient: &'static str,
        at: i64,
    ) -> bool {
        self.intervals(practitioner, patient)
            .iter()
            .all(|(from, until)| at < from - DAY || until + DAY < at)
    }

    /// Lists the treatment relations.
    pub(super) fn treatments(&self) -> Vec<Treatment> {
        let one = |(pair, list): (&(&'static str, &'static str), &Vec<(i64, i64)>)| {
            let (patient, practitioner) = *pair;
            list.iter()
                .map(|&(from, until)| Treatment {
                    patient,
                    practitioner,
                    from,
                    until,
                })
                .collect::<Vec<_>>()
        };
        self.treatments.iter().flat_map(one).collect()
    }

    fn intervals(&self, practitioner: &'static str, patient: &'static str) -> &[(i64, i64)] {
        self.treatments
            .get(&(patient, practitioner))
            .map_or(&[], Vec::as_slice)
    }

    fn is_within(&self, name: &str, outer: &str) -> bool {
        name == outer
            || self
                .organizations
                .iter()
                .any(|o| o.name == name && o.within == Some(outer))
    }

    fn check_ids(&self, names: &BTreeMap<&str, &str>) -> Result<(), TableError> {
        let people: BTreeSet<_> = self.members.iter().map(|m| m.id).collect();
        let patients: BTreeSet<_> = self.patients.iter().map(|p| p.id).collect();
        for (table, column, id) in self.tables.references() {
            let known = match column {
                "patient" => patients.contains(id),
                "encounter" => self.encounters.contains_key(id),
                "department" => names.contains_key(id),
                _ => people.contains(id),
            };
            if !known {
                return Err(TableError::unknown(table, column, id));
            }
        }
        Ok(())
    }

    /// Gathers by encounter who is in the care team, attended, ordered, recorded or vaccinated.
    /// Laboratory technicians are left out: they work on a sample, not with the patient.
    fn gather_teams(&self) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let tables = &self.tables;
        let entries = tables.immunizations.iter().chain(&tables.allergies);
        let pairs = (tables
            .care_teams
            .iter()
            .map(|c| (c.encounter, c.practitioner)))
        .chain(tables.encounters.iter().map(|e| (e.id, e.attending)))
        .chain(tables.orders.iter().map(|o| (o.encounter, o.requester)))
        .chain(
            tables
                .results
                .iter()
                .filter_map(|r| r.encounter.zip(r.performer)),
        )
        .chain(entries.filter_map(|e| e.encounter.zip(e.practitioner)));
        let mut teams: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (encounter, practitioner) in pairs {
            if !self.has_role(practitioner, "lab_technician") {
                teams.entry(encounter).or_default().insert(practitioner);
            }
        }
        teams
    }

    fn gather_treatments(&self) -> BTreeMap<(&'static str, &'static str), Vec<(i64, i64)>> {
        let mut gathered: BTreeMap<_, Vec<(i64, i64)>> = BTreeMap::new();
        for (id, team) in &self.teams {
            let Some(encounter) = self.encounter(id) else {
                continue;
            };
            for practitioner in team {
                gathered
                    .entry((encounter.patient, *practitioner))
                    .or_default()
                    .push((encounter.start, encounter.end + AFTERCARE));
            }
        }
        gathered
            .into_iter()
            .map(|(pair, list)| (pair, merge(list)))
            .collect()
    }
}

impl Tables {
    /// Lists every id that a row uses for a row of another table: table, column, id.
    fn references(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let mut all = Vec::new();
        for row in &self.encounters {
            all.push(("encounters", "patient", row.patient));
            all.push(("encounters", "department", row.department));
            all.push(("encounters", "attending", row.attending));
        }
        for row in &self.care_teams {
            all.push(("care_teams", "encounter", row.encounter));
            all.push(("care_teams", "practitioner", row.practitioner));
        }
        for row in &self.orders {
            all.push(("orders", "encounter", row.encounter));
            all.push(("orders", "patient", row.patient));
            all.push(("orders", "requester", row.requester));
        }
        for row in &self.results {
            all.push(("results", "patient", row.patient));
            all.extend(row.encounter.map(|id| ("results", "encounter", id)));
            all.extend(row.performer.map(|id| ("results", "performer", id)));
        }
        all.extend(
            self.conditions
                .iter()
                .map(|row| ("conditions", "patient", row.patient)),
        );
        for (table, rows) in [
            ("immunizations", &self.immunizations),
            ("allergies", &self.allergies),
        ] {
            for row in rows {
                all.push((table, "patient", row.patient));
                all.extend(row.encounter.map(|id| (table, "encounter", id)));
                all.extend(row.practitioner.map(|id| (table, "practitioner", id)));
            }
        }
        all
    }
}

fn organizations(
    tables: &Tables,
    names: &BTreeMap<&'static str, &'static str>,
) -> Result<Vec<Organization>, TableError> {
    let mut all = OURS
        .map(|(name, kind)| Organization {
            name,
            kind,
            within: None,
        })
        .to_vec();
    for row in &tables.organizations {
        let within = row
            .within
            .map(|id| named("organizations", "within", id, names))
            .transpose()?;
        all.push(Organization {
            name: row.word,
            kind: row.kind,
            within,
        });
    }
    all.sort_by_key(|o| (o.within.is_some(), o.name));
    Ok(all)
}

fn members(
    tables: &Tables,
    names: &BTreeMap<&'static str, &'static str>,
) -> Result<Vec<Member>, TableError> {
    let ours = OUR_MEMBERS.map(|(id, role, organization)| Member {
        id,
        roles: vec![role],
        organization,
    });
    let mut all = ours.to_vec();
    for row in &tables.practitioners {
        let organization = named("practitioners", "organization", row.organization, names)?;
        all.push(Member {
            id: row.id,
            roles: vec![row.role],
            organization,
        });
    }
    all.sort_by_key(|member| member.id);
    Ok(all)
}

fn patients(
    tables: &Tables,
    names: &BTreeMap<&'static str, &'static str>,
) -> Result<Vec<Patient>, TableError> {
    let one = |row: &super::tables::PatientRow| {
        let insurer = row
            .payer
            .map(|id| named("patients", "payer", id, names))
            .transpose()?;
        Ok(Patient {
            id: row.id,
            insurer,
            under_16: row.under_16,
            deceased: row.deceased,
        })
    };
    let mut all = tables
        .patients
        .iter()
        .map(one)
        .collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|patient| patient.id);
    Ok(all)
}

fn named(
    table: &'static str,
    column: &'static str,
    id: &'static str,
    names: &BTreeMap<&'static str, &'static str>,
) -> Result<&'static str, TableError> {
    names
        .get(id)
        .copied()
        .ok_or(TableError::unknown(table, column, id))
}

/// Whole days in UTC, from the first encounter's to the last one's.
fn period(tables: &Tables) -> (i64, i64) {
    let first = tables.encounters.iter().map(|e| e.start).min().unwrap_or(0);
    let last = tables.encounters.iter().map(|e| e.end).max().unwrap_or(0);
    (
        first.div_euclid(DAY) * DAY,
        (last.div_euclid(DAY) + 1) * DAY,
    )
}

fn merge(mut list: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    list.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (from, until) in list {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => merged.push((from, until)),
        }
    }
    merged
}
