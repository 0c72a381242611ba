//! A request for access, as its transaction and its receipt tell it.

use abi::receipt::{DecisionRecord, Receipt};
use abi::terms::{AccessRequest, CategoryTerm};
use abi::{OutcomeCode, PublicKey};
use ledger::decode::decode_exact;
use ledger::records::{Account, AccountKind};
use ledger::{Action, ReceiptClaim, Transaction};
use policy_lang::reasons::list;
use serde_json::{Value, json};

use super::{Said, visible};

#[cfg(test)]
mod tests;

/// A request for access: who asked for what, and what came of it.
pub struct Asked<'a> {
    /// What was asked.
    pub request: &'a AccessRequest,
    is_emergency: bool,
    receipt: &'a Receipt,
    sender: PublicKey,
    account: Option<Account>,
}

impl<'a> Asked<'a> {
    /// The request of a transaction; `None` for a transaction that is no request. `account` is the
    /// sender's, encoded.
    pub fn of(
        transaction: &'a Transaction,
        receipt: &'a Receipt,
        account: Option<&[u8]>,
    ) -> Option<Asked<'a>> {
        let (request, is_emergency) = match &transaction.body.action {
            Action::RequestAccess { request } => (request, false),
            Action::BreakGlass { request, .. } => (request, true),
            _ => return None,
        };
        let account = account.and_then(|bytes| decode_exact(bytes, bytes.len() as u64).ok());
        Some(Asked {
            request,
            is_emergency,
            receipt,
            sender: transaction.body.sender,
            account,
        })
    }

    /// Whether the request was allowed, so that data may have been disclosed.
    pub fn is_allowed(&self) -> bool {
        self.receipt.outcome == OutcomeCode::ALLOWED
    }

    /// The policy that decided, with the numbers of the rules that did, and of those that a "yes" overrode.
    pub fn decided(&self) -> Option<&DecisionRecord> {
        self.receipt.decision.as_ref()
    }

    /// Who asked, what for what: `anna, nurse of ward, asked to read bloodwork for treatment`.
    pub fn sentence(&self) -> String {
        let purpose = self.request.claims.purpose.as_ref();
        let purpose = purpose.map(|purpose| format!(" for {purpose}"));
        visible(&format!(
            "{} asked{} to {} {}{}",
            self.who(),
            if self.is_emergency {
                " in an emergency"
            } else {
                ""
            },
            list(&self.request.actions),
            list(&self.categories()),
            purpose.unwrap_or_default()
        ))
    }

    /// What came of it, in a word or a sentence.
    pub fn outcome(&self) -> &'static str {
        match self.receipt.outcome {
            OutcomeCode::ALLOWED => "allowed",
            OutcomeCode::REFUSED => "refused",
            OutcomeCode::NOT_COVERED => "not covered",
            other => other.meaning().trim_end_matches('.'),
        }
    }

    /// All of it for programs, but for what only the policy can name.
    pub fn report(&self) -> Value {
        let outcome = self.receipt.outcome;
        let name = match outcome {
            OutcomeCode::NOT_COVERED => "not_covered".into(),
            other => other.name().unwrap_or("unknown").to_lowercase(),
        };
        let decision = self.receipt.decision.as_ref();
        json!({
            "transaction": self.receipt.transaction.to_string(),
            "patient": self.request.patient.to_string(),
            "recipient": self.recipient(),
            "actions": self.request.actions,
            "categories": self.categories(),
            "purpose": self.request.claims.purpose,
            "emergency": self.is_emergency,
            "reason_given": self.request.claims.reason_given,
            "outcome": name,
            "code": outcome.0,
            "disclosed": self.is_allowed(),
            "policy": decision.map(|decision| decision.policy.to_string()),
            "rule_numbers": decision.map(|decision| &decision.rules),
            "overridden_numbers": decision.map(|decision| &decision.overridden),
        })
    }

    fn who(&self) -> String {
        match self.account.as_ref().map(|account| &account.kind) {
            None => format!("the key {}, which is not enrolled,", self.sender),
            Some(AccountKind::Admin) => "the administrator".into(),
            Some(AccountKind::Organisation { name, kind, .. }) => format!("{name}, a {kind},"),
            Some(AccountKind::Member {
                id,
                roles,
                organisation,
                ..
            }) => format!("{id}, {} of {organisation},", list(roles)),
            Some(AccountKind::Patient(patient)) if *patient == self.request.patient => {
                "the patient".into()
            }
            Some(AccountKind::Patient(patient)) => format!("the patient {patient}"),
            Some(AccountKind::Delegate(_)) => {
                format!(
                    "the key {}, of somebody who acts for patients,",
                    self.sender
                )
            }
        }
    }

    fn recipient(&self) -> Value {
        match self.account.as_ref().map(|account| &account.kind) {
            None => json!({ "kind": "unknown", "account": self.sender.to_string() }),
            Some(AccountKind::Admin) => json!({ "kind": "administrator" }),
            Some(AccountKind::Organisation { name, kind, .. }) => {
                json!({ "kind": "organisation", "name": name, "of_kind": kind })
            }
            Some(AccountKind::Member {
                id,
                roles,
                organisation,
                ..
            }) => json!({
                "kind": "member", "id": id, "roles": roles, "organisation": organisation,
            }),
            Some(AccountKind::Patient(patient)) => {
                json!({ "kind": "patient", "patient": patient.to_string() })
            }
            Some(AccountKind::Delegate(_)) => {
                json!({ "kind": "delegate", "account": self.sender.to_string() })
            }
        }
    }

    fn categories(&self) -> Vec<String> {
        let name = |term: &CategoryTerm| match term {
            CategoryTerm::Name(name) => name.clone(),
            CategoryTerm::Code { system, code } => format!("{system} {code}"),
        };
        self.request.categories.iter().map(name).collect()
    }
}

/// What a proven receipt says. Names of rules stand in the policy, which the file does not hold.
pub(super) fn said(claim: &ReceiptClaim) -> Said {
    let ReceiptClaim {
        transaction,
        receipt,
        account,
        ..
    } = claim;
    let id = receipt.transaction.to_string();
    let key = json!({ "kind": "receipt", "transaction": id });
    let Some(asked) = Asked::of(transaction, receipt, account.as_deref()) else {
        let code = receipt.outcome.0;
        return Said {
            sentence: format!(
                "the transaction {id} came to: {}",
                receipt.outcome.meaning()
            ),
            lines: Vec::new(),
            key,
            value: json!({ "transaction": id, "code": code }),
        };
    };
    let patient = asked.request.patient;
    let decided = asked.decided().map(|decision| {
        let policy = decision.policy;
        let rules: Vec<String> = decision.rules.iter().map(u32::to_string).collect();
        match rules.is_empty() {
            true => format!("decided by the policy {policy}"),
            false => format!(
                "decided by the rules {} of the policy {policy}",
                list(&rules)
            ),
        }
    });
    Said {
        sentence: format!(
            "{}; of the patient {patient}: {}",
            asked.sentence(),
            asked.outcome()
        ),
        lines: decided.into_iter().collect(),
        key,
        value: asked.report(),
    }
}
