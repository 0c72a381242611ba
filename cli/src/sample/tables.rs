//! The committed tables as typed rows. Every table is read to its last field or not at all.

use std::fmt;

use super::time;

/// A committed table that does not read as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    table: &'static str,
    line: usize,
    problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    Header {
        expected: &'static str,
    },
    Columns {
        expected: usize,
        found: usize,
    },
    Field {
        column: &'static str,
        expected: &'static str,
    },
    Unknown {
        column: &'static str,
        id: &'static str,
    },
}

impl TableError {
    pub(super) fn new(table: &'static str, line: usize, problem: Problem) -> Self {
        Self {
            table,
            line,
            problem,
        }
    }

    /// An id in `column` that the table it belongs to does not have.
    pub(super) fn unknown(table: &'static str, column: &'static str, id: &'static str) -> Self {
        Self::new(table, 0, Problem::Unknown { column, id })
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sample table `{}`", self.table)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        match &self.problem {
            Problem::Header { expected } => write!(f, ": the columns should be {expected}"),
            Problem::Columns { expected, found } => {
                write!(f, ": {found} columns where {expected} belong")
            }
            Problem::Field { column, expected } => write!(f, ": `{column}` should be {expected}"),
            Problem::Unknown { column, id } => write!(f, ": `{column}` names `{id}`, unknown"),
        }
    }
}

impl std::error::Error for TableError {}

/// An organisation of the sample: the hospital, a department of it or a payer.
#[derive(Debug, Clone)]
pub(super) struct OrganizationRow {
    pub(super) id: &'static str,
    pub(super) word: &'static str,
    pub(super) kind: &'static str,
    pub(super) within: Option<&'static str>,
}

/// A practitioner with the one role that the sample gives.
#[derive(Debug, Clone)]
pub(super) struct PractitionerRow {
    pub(super) id: &'static str,
    pub(super) role: &'static str,
    pub(super) organization: &'static str,
}

/// A patient.
#[derive(Debug, Clone)]
pub(super) struct PatientRow {
    pub(super) id: &'static str,
    pub(super) payer: Option<&'static str>,
    pub(super) under_16: bool,
    pub(super) deceased: Option<i64>,
}

/// A visit or stay.
#[derive(Debug, Clone)]
pub(super) struct EncounterRow {
    pub(super) id: &'static str,
    pub(super) patient: &'static str,
    pub(super) emergency: bool,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) department: &'static str,
    pub(super) attending: &'static str,
}

/// A practitioner in an encounter's care team.
#[derive(Debug, Clone)]
pub(super) struct CareTeamRow {
    pub(super) encounter: &'static str,
    pub(super) practitioner: &'static str,
}

/// A prescription.
#[derive(Debug, Clone)]
pub(super) struct OrderRow {
    pub(super) encounter: &'static str,
    pub(super) patient: &'static str,
    pub(super) requester: &'static str,
    pub(super) time: i64,
}

/// Results of one category that one person recorded at one time, or a report on them.
#[derive(Debug, Clone)]
pub(super) struct ResultRow {
    pub(super) encounter: Option<&'static str>,
    pub(super) patient: &'static str,
    pub(super) performer: Option<&'static str>,
    pub(super) time: i64,
    pub(super) category: &'static str,
}

/// A diagnosis, with the sensitive category that it falls in.
#[derive(Debug, Clone)]
pub(super) struct ConditionRow {
    pub(super) patient: &'static str,
    pub(super) category: Option<&'static str>,
}

/// A vaccine given, or an allergy recorded, in an encounter.
#[derive(Debug, Clone)]
pub(super) struct EntryRow {
    pub(super) patient: &'static str,
    pub(super) encounter: Option<&'static str>,
    pub(super) practitioner: Option<&'static str>,
}

/// All tables.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    pub(super) organizations: Vec<OrganizationRow>,
    pub(super) practitioners: Vec<PractitionerRow>,
    pub(super) patients: Vec<PatientRow>,
    pub(super) encounters: Vec<EncounterRow>,
    pub(super) care_teams: Vec<CareTeamRow>,
    pub(super) orders: Vec<OrderRow>,
    pub(super) results: Vec<ResultRow>,
    pub(super) conditions: Vec<ConditionRow>,
    pub(super) immunizations: Vec<EntryRow>,
    pub(super) allergies: Vec<EntryRow>,
}

/// A committed table: its name, its columns as the first line has them, and its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) columns: &'static str,
    pub(super) text: &'static str,
}

macro_rules! source {
    ($id:ident, $name:literal, $columns:literal) => {
        pub(super) const $id: Source = Source {
            name: $name,
            columns: $columns,
            text: include_str!(concat!("../../data/hospital-sample/", $name, ".tsv")),
        };
    };
}

source!(ORGANIZATIONS, "organizations", "id word kind within name");
source!(
    PRACTITIONERS,
    "practitioners",
    "id role specialty organization"
);
source!(PATIENTS, "patients", "id payer under_16 deceased");
source!(
    ENCOUNTERS,
    "encounters",
    "id patient class start end department attending"
);
source!(
    CARE_TEAMS,
    "care_teams",
    "encounter patient practitioner role"
);
source!(ORDERS, "orders", "encounter patient requester time");
source!(
    RESULTS,
    "results",
    "kind encounter patient performer time category loinc"
);
source!(CONDITIONS, "conditions", "patient icd10 category recorded");
source!(
    IMMUNIZATIONS,
    "immunizations",
    "patient encounter performer date"
);
source!(
    ALLERGIES,
    "allergies",
    "patient encounter recorder date kind"
);

/// Reads all tables.
pub(super) fn load() -> Result<Tables, TableError> {
    Ok(Tables {
        organizations: rows(ORGANIZATIONS, organization)?,
        practitioners: rows(PRACTITIONERS, practitioner)?,
        patients: rows(PATIENTS, patient)?,
        encounters: rows(ENCOUNTERS, encounter)?,
        care_teams: rows(CARE_TEAMS, care_team)?,
        orders: rows(ORDERS, order)?,
        results: rows(RESULTS, result)?,
        conditions: rows(CONDITIONS, condition)?,
        immunizations: rows(IMMUNIZATIONS, immunization)?,
        allergies: rows(ALLERGIES, allergy)?,
    })
}

/// Reads one table with one function for a row.
pub(super) fn rows<R>(
    source: Source,
    read: fn(&Fields) -> Result<R, Problem>,
) -> Result<Vec<R>, TableError> {
    let columns: Vec<&'static str> = source.columns.split(' ').collect();
    let mut lines = source.text.lines().zip(1..);
    let header: Option<Vec<&str>> = lines.next().map(|(line, _)| line.split('\t').collect());
    if header.as_ref() != Some(&columns) {
        let problem = Problem::Header {
            expected: source.columns,
        };
        return Err(TableError::new(source.name, 1, problem));
    }
    lines
        .map(|(line, number)| {
            Fields::split(line, &columns)
                .and_then(|fields| read(&fields))
                .map_err(|problem| TableError::new(source.name, number, problem))
        })
        .collect()
}

/// The fields of one line, by column.
pub(super) struct Fields(Vec<(&'static str, &'static str)>);

impl Fields {
    fn split(line: &'static str, columns: &[&'static str]) -> Result<Self, Problem> {
        let fields: Vec<&'static str> = line.split('\t').collect();
        if fields.len() != columns.len() {
            return Err(Problem::Columns {
                expected: columns.len(),
                found: fields.len(),
            });
        }
        Ok(Self(columns.iter().copied().zip(fields).collect()))
    }

    pub(super) fn optional(&self, column: &'static str) -> Result<Option<&'static str>, Problem> {
        let field = self
            .0
            .iter()
            .find(|(name, _)| *name == column)
            .map(|(_, field)| *field);
        match field {
            None | Some("") => Err(Problem::Field {
                column,
                expected: "there",
            }),
            Some("-") => Ok(None),
            found => Ok(found),
        }
    }

    pub(super) fn word(&self, column: &'static str) -> Result<&'static str, Problem> {
        self.optional(column)?.ok_or(Problem::Field {
            column,
            expected: "there",
        })
    }

    fn one_of(
        &self,
        column: &'static str,
        words: &[&'static str],
        expected: &'static str,
    ) -> Result<&'static str, Problem> {
        let found = self.word(column)?;
        words
            .contains(&found)
            .then_some(found)
            .ok_or(Problem::Field { column, expected })
    }

    fn instant(&self, column: &'static str) -> Result<i64, Problem> {
        let expected = "a minute in UTC";
        time::instant(self.word(column)?).ok_or(Problem::Field { column, expected })
    }

    pub(super) fn day(&self, column: &'static str) -> Result<i64, Problem> {
        time::day(self.word(column)?).ok_or(Problem::Field {
            column,
            expected: "a day",
        })
    }
}

fn organization(fields: &Fields) -> Result<OrganizationRow, Problem> {
    let kinds = ["hospital", "department", "insurer"];
    fields.word("name")?;
    Ok(OrganizationRow {
        id: fields.word("id")?,
        word: fields.word("word")?,
        kind: fields.one_of("kind", &kinds, "a kind of the sample")?,
        within: fields.optional("within")?,
    })
}

/// The vocabulary's role words that the sample has people for.
pub(super) const ROLES: [&str; 7] = [
    "physician",
    "nurse",
    "pharmacist",
    "lab_technician",
    "therapist",
    "dietitian",
    "social_worker",
];

fn practitioner(fields: &Fields) -> Result<PractitionerRow, Problem> {
    fields.optional("specialty")?;
    Ok(PractitionerRow {
        id: fields.word("id")?,
        role: fields.one_of("role", &ROLES, "a role of the sample")?,
        organization: fields.word("organization")?,
    })
}

fn patient(fields: &Fields) -> Result<PatientRow, Problem> {
    let deceased = fields.optional("deceased")?;
    Ok(PatientRow {
        id: fields.word("id")?,
        payer: fields.optional("payer")?,
        under_16: fields.one_of("under_16", &["yes", "no"], "yes or no")? == "yes",
        deceased: deceased.map(|_| fields.instant("deceased")).transpose()?,
    })
}

fn encounter(fields: &Fields) -> Result<EncounterRow, Problem> {
    let classes = ["ambulatory", "emergency", "inpatient"];
    Ok(EncounterRow {
        id: fields.word("id")?,
        patient: fields.word("patient")?,
        emergency: fields.one_of("class", &classes, "a class of the sample")? == "emergency",
        start: fields.instant("start")?,
        end: fields.instant("end")?,
        department: fields.word("department")?,
        attending: fields.word("attending")?,
    })
}

fn care_team(fields: &Fields) -> Result<CareTeamRow, Problem> {
    fields.word("patient")?;
    fields.one_of("role", &ROLES, "a role of the sample")?;
    Ok(CareTeamRow {
        encounter: fields.word("encounter")?,
        practitioner: fields.word("practitioner")?,
    })
}

fn order(fields: &Fields) -> Result<OrderRow, Problem> {
    Ok(OrderRow {
        encounter: fields.word("encounter")?,
        patient: fields.word("patient")?,
        requester: fields.word("requester")?,
        time: fields.instant("time")?,
    })
}

/// The vocabulary's category words that results and diagnoses of the sample fall in.
pub(super) const CATEGORIES: [&str; 10] = [
    "vitals",
    "bloodwork",
    "laboratory",
    "genetics",
    "imaging",
    "clinical_notes",
    "demographics",
    "mental_health",
    "substance_use",
    "reproductive_health",
];

fn result(fields: &Fields) -> Result<ResultRow, Problem> {
    fields.one_of("kind", &["observation", "report"], "observation or report")?;
    fields.optional("loinc")?;
    Ok(ResultRow {
        encounter: fields.optional("encounter")?,
        patient: fields.word("patient")?,
        performer: fields.optional("performer")?,
        time: fields.instant("time")?,
        category: fields.one_of("category", &CATEGORIES, "a category of the sample")?,
    })
}

fn condition(fields: &Fields) -> Result<ConditionRow, Problem> {
    fields.word("icd10")?;
    fields.instant("recorded")?;
    let category = fields.optional("category")?;
    if category.is_some() {
        fields.one_of("category", &CATEGORIES, "a category of the sample")?;
    }
    Ok(ConditionRow {
        patient: fields.word("patient")?,
        category,
    })
}

fn immunization(fields: &Fields) -> Result<EntryRow, Problem> {
    entry(fields, "performer")
}

fn allergy(fields: &Fields) -> Result<EntryRow, Problem> {
    let kinds = ["none_known", "food", "medication", "environment"];
    fields.one_of("kind", &kinds, "a kind of allergy")?;
    entry(fields, "recorder")
}

fn entry(fields: &Fields, by: &'static str) -> Result<EntryRow, Problem> {
    fields.day("date")?;
    Ok(EntryRow {
        patient: fields.word("patient")?,
        encounter: fields.optional("encounter")?,
        practitioner: fields.optional(by)?,
    })
}
