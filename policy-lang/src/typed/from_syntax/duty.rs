//! Duties as the typed data that a decision carries. Part of syntax -> typed policy.

use super::category::EVERYTHING_ID;
use super::scope::Tree;
use super::{Checker, codes};
use crate::diagnostic::Problem;
use crate::syntax::tree::{
    self, DataItem, Duration, DutyKind, Employer, Name, PartyRef, Recipient, Unit, Whom,
};
use crate::typed::Duty;

impl Checker<'_> {
    /// A sentence's duties; `None` when one has no meaning.
    pub(super) fn duties(&mut self, duties: &[tree::Duty]) -> Option<Vec<Duty>> {
        let duties: Vec<Option<Duty>> = duties.iter().map(|duty| self.duty(duty)).collect();
        duties.into_iter().collect()
    }

    fn duty(&mut self, duty: &tree::Duty) -> Option<Duty> {
        let within = duty.within.as_ref();
        match &duty.kind {
            DutyKind::Notify(recipient) => {
                let (whom, hours) = (self.recipient(recipient), self.deadline(within));
                Some(Duty::Notify {
                    whom: whom?,
                    within_hours: hours?,
                })
            }
            DutyKind::Mask(items) => {
                let (categories, no_deadline) = (self.masked(items), self.no_deadline(within));
                no_deadline.then_some(Duty::Mask {
                    categories: categories?,
                })
            }
            DutyKind::Record(text) => self.no_deadline(within).then(|| Duty::Record {
                text: text.text.clone(),
            }),
            DutyKind::Review(by) => {
                let by = by.as_ref().map(|by| self.recipient(by));
                let hours = self.deadline(within);
                Some(Duty::Review {
                    by: by.map_or(Some(None), |by| by.map(Some))?,
                    within_hours: hours?,
                })
            }
            DutyKind::Delete(items) => {
                let (categories, hours) = (self.deleted(items), self.deadline(within));
                Some(Duty::Delete {
                    categories: categories?,
                    within_hours: hours?,
                })
            }
        }
    }

    fn masked(&mut self, items: &[DataItem]) -> Option<Vec<String>> {
        let ids: Vec<Option<u32>> = items.iter().map(|item| self.data_item(item)).collect();
        let ids: Vec<u32> = ids.into_iter().collect::<Option<_>>()?;
        if let (true, Some(item)) = (ids.contains(&EVERYTHING_ID), items.first()) {
            let message = "masking everything leaves nothing to show";
            self.report(
                Problem::error(
                    codes::NOTHING_LEFT,
                    super::category::item_span(item),
                    message,
                )
                .help("name the categories to leave out, or say `may not`"),
            );
            return None;
        }
        let name = |id: u32| self.scope.term_name(Tree::Category, id).to_owned();
        Some(ids.into_iter().map(name).collect())
    }

    /// The names of the categories that are deleted; none for all that was obtained.
    fn deleted(&mut self, items: &[DataItem]) -> Option<Vec<String>> {
        let ids: Vec<Option<u32>> = items.iter().map(|item| self.data_item(item)).collect();
        let ids: Vec<u32> = ids.into_iter().collect::<Option<_>>()?;
        if ids.contains(&EVERYTHING_ID) {
            return Some(Vec::new());
        }
        let name = |id: u32| self.scope.term_name(Tree::Category, id).to_owned();
        Some(ids.into_iter().map(name).collect())
    }

    /// Who is notified or reviews, as decisions spell it: `patient`, `guardian`, `requester`, or a name.
    fn recipient(&mut self, recipient: &Recipient) -> Option<String> {
        match &recipient.whom {
            Whom::Patient => Some("patient".to_owned()),
            Whom::Guardian => Some("guardian".to_owned()),
            Whom::Requester => Some("requester".to_owned()),
            Whom::Party(reference) => self.named_recipient(reference),
            Whom::Role { role, of } => self.role_recipient(role, of.as_ref()),
            Whom::Practitioner(reference) => {
                let id = self.practitioner(reference)?;
                Some(self.scope.practitioner_name(id).to_owned())
            }
        }
    }

    /// A name alone is a party's, a role's or a practitioner's.
    fn named_recipient(&mut self, reference: &PartyRef) -> Option<String> {
        let name = &reference.name;
        if reference.kind.is_some() || self.scope.parties.contains_key(name.text.as_str()) {
            return self
                .party(reference)
                .map(|id| self.scope.party_name(id).to_owned());
        }
        if let Some(role) = self.known_term(Tree::Role, name) {
            return Some(self.scope.term_name(Tree::Role, role).to_owned());
        }
        let practitioner = self.known_practitioner(name);
        if practitioner.is_none() {
            self.report_nobody(name);
        }
        practitioner.map(|id| self.scope.practitioner_name(id).to_owned())
    }

    fn role_recipient(&mut self, role: &Name, of: Option<&Employer>) -> Option<String> {
        let role = self
            .term(Tree::Role, role)
            .map(|id| self.scope.term_name(Tree::Role, id));
        match of {
            None => Some(role?.to_owned()),
            Some(Employer::AnyKind(kind)) => {
                let kind = self.kind(*kind);
                Some(format!("{} of any {}", role?, self.scope.kind_name(kind)))
            }
            Some(Employer::Party(party)) => {
                let party = self.party(party)?;
                Some(format!("{} of {}", role?, self.scope.party_name(party)))
            }
        }
    }

    /// A deadline in hours; `None` when it cannot be said in whole hours, which is reported.
    fn deadline(&mut self, within: Option<&Duration>) -> Option<Option<u32>> {
        let Some(duration) = within else {
            return Some(None);
        };
        let hours = hours(duration);
        if let Err(help) = &hours {
            let message = "this deadline cannot be kept to the hour";
            self.report(Problem::error(codes::DEADLINE, duration.span, message).help(*help));
        }
        hours.ok().map(Some)
    }

    /// Whether a duty that holds at once has no deadline; one that is written is an error.
    fn no_deadline(&mut self, within: Option<&Duration>) -> bool {
        if let Some(duration) = within {
            let message = "this duty holds at once and has no deadline";
            let problem = Problem::error(codes::DEADLINE_OF_NONE, duration.span, message);
            self.report(problem.help("leave the deadline out"));
        }
        within.is_none()
    }
}

fn hours(duration: &Duration) -> Result<u32, &'static str> {
    const TOO_FAR: &str = "a deadline is at least an hour and at most some thousands of years";
    let count = duration.count.value;
    let hours = match duration.unit {
        Unit::Minutes if count % 60 == 0 => Some(count / 60),
        Unit::Minutes => return Err("write it in whole hours, days or weeks"),
        Unit::Hours => Some(count),
        Unit::Days => count.checked_mul(24),
        Unit::Weeks => count.checked_mul(7 * 24),
        Unit::Months | Unit::Years => {
            return Err("months and years have no fixed length: write it in hours, days or weeks");
        }
    };
    let hours = hours.and_then(|hours| u32::try_from(hours).ok());
    hours.filter(|hours| *hours > 0).ok_or(TOO_FAR)
}
