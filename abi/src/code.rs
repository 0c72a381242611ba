//! Outcome codes: what happened to a transaction or a call, as one stable number.
//!
//! Codes are never reused and never renumbered. They are grouped by kind: a *decision* (1..=3),
//! *done* (0), a *trap* of the contract (100..), an *abort*
//! by it (150), a *reject* of the transaction (200..). A fault of our own
//! (disk, broken invariant) has no code: it stops the node and never enters a receipt.

use parity_scale_codec::{Decode, Encode, MaxEncodedLen};

/// A stable outcome number, as receipts store it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode, MaxEncodedLen)]
pub struct OutcomeCode(pub u16);

/// What a code means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutcomeKind {
    /// The transaction did what it says.
    Done,
    /// The contract decided a request.
    Decision,
    /// The contract ended the call itself; its effects are rolled back, and it costs what it used.
    Abort,
    /// The contract failed; its effects are rolled back, its charge stands.
    Trap,
    /// The transaction was not acceptable and changed nothing but, where its sender is known,
    /// the sender's nonce.
    Reject,
}

/// Declares the codes and the table of their names and meanings together.
macro_rules! codes {
    ($($name:ident = $number:literal, $text:literal;)*) => {
        impl OutcomeCode {
            $(#[doc = $text] pub const $name: OutcomeCode = OutcomeCode($number);)*
            /// Every code with its name and its meaning, by number.
            pub const ALL: &'static [(OutcomeCode, &'static str, &'static str)] =
                &[$((OutcomeCode($number), stringify!($name), $text)),*];
        }
    };
}

codes! {
    DONE = 0, "The transaction was applied.";
    ALLOWED = 1, "A rule allows the request and none refuses it.";
    REFUSED = 2, "A rule refuses the request.";
    NOT_COVERED = 3, "No rule allows the request.";

    TRAP_UNREACHABLE = 100, "The contract executed `unreachable`.";
    TRAP_MEMORY = 101, "The contract accessed memory out of bounds.";
    TRAP_ARITHMETIC = 102, "The contract divided by zero or overflowed a division.";
    TRAP_TABLE = 103, "The contract called through a table wrongly.";
    TRAP_STACK = 104, "The contract exhausted the call stack.";
    TRAP_FUEL = 105, "The contract used all its fuel.";
    TRAP_OUTPUT = 106, "The contract returned output that is not one.";
    TRAP_HOST = 107, "The contract called a host function wrongly.";
    TRAP_INPUT = 108, "The request does not fit the contract's input.";
    TRAP_ENTRY = 109, "The contract has no entry of this name.";
    TRAP_QUERY = 110, "The contract wanted to change the state in a query.";
    TRAP_LIMIT = 111, "The contract wrote, kept or emitted more than one call may.";

    ABORTED = 150, "The contract ended the call itself and gave a name for why.";

    BAD_SIGNATURE = 200, "The signature does not match.";
    WRONG_CHAIN = 201, "The transaction is bound to another chain.";
    WRONG_NONCE = 202, "The nonce is not the sender's next.";
    EXPIRED = 203, "The block's time is after the transaction's expiry.";
    UNKNOWN_SENDER = 204, "The sender is not enrolled.";
    NOT_PERMITTED = 205, "The sender may not send this kind of transaction.";
    MALFORMED = 206, "The transaction does not decode or breaks a limit.";
    ALREADY_EXISTS = 207, "What the transaction creates is there already.";
    UNKNOWN_PATIENT = 208, "The patient is not registered.";
    UNKNOWN_ORGANISATION = 209, "The organisation is not enrolled.";
    UNKNOWN_CONSENT = 210, "There is no such live consent of the patient.";
    NO_POLICY = 211, "No policy is active.";
    MODULE_REFUSED = 212, "The contract was not admitted.";
    UNKNOWN_TERM = 213, "The request names an action, category or purpose that the policy does not know.";
    LIMIT_REACHED = 214, "The patient holds as many entries as the ledger keeps.";
    UNKNOWN_MEMBER = 215, "The member is not enrolled.";
    UNKNOWN_FORM = 216, "The active policy has no such form, or not with the text that was signed.";
    FORM_VALUES = 217, "The values do not fill the form.";
    NEEDS_APPROVAL = 218, "Nobody may do this alone here: it has to be proposed and approved.";
    UNKNOWN_PROPOSAL = 219, "There is no such open proposal.";
    RETIRED_KEY = 220, "The sender's key was replaced or revoked.";
    WRONG_HEIGHT = 221, "The height of an activation does not lie ahead.";
    UNKNOWN_MODULE = 222, "No module with this hash is stored, or it is not of the kind that is meant.";
    UNKNOWN_CONTRACT = 223, "No contract is active under this name.";
    BAD_CERTIFICATE = 224, "A certificate does not hold, or not for what it is used for.";
    NEEDS_CERTIFICATE = 225, "The organisation has a root certificate: its members are enrolled by certificates.";
    BAD_KEY_PROOF = 226, "The new key has not signed that it replaces the old one.";
    UNKNOWN_DELEGATION = 227, "The patient has not delegated anything to this key.";
    UNKNOWN_FACT = 228, "The active policy declares no such fact, or not with such a value.";
    UNKNOWN_EMERGENCY = 229, "No such access in an emergency waits for a review.";
}

impl OutcomeCode {
    /// The kind of this code; `None` for a number that is not in use.
    pub fn kind(self) -> Option<OutcomeKind> {
        self.name()?;
        Some(match self.0 {
            0 => OutcomeKind::Done,
            1..=3 => OutcomeKind::Decision,
            100..=149 => OutcomeKind::Trap,
            150..=199 => OutcomeKind::Abort,
            _ => OutcomeKind::Reject,
        })
    }

    /// The lower-case name of this code, `unknown` words excluded: `None` for a number not in use.
    pub fn name(self) -> Option<&'static str> {
        Self::ALL
            .iter()
            .find(|(code, _, _)| *code == self)
            .map(|(_, name, _)| *name)
    }

    /// The meaning of this code in a sentence.
    pub fn meaning(self) -> &'static str {
        let row = Self::ALL.iter().find(|(code, _, _)| *code == self);
        row.map_or("This code is not in use.", |(_, _, text)| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_in_order() {
        assert!(
            OutcomeCode::ALL
                .windows(2)
                .all(|pair| pair[0].0 < pair[1].0)
        );
    }

    #[test]
    fn only_a_code_in_use_has_a_kind() {
        let kinds = [
            (OutcomeCode::DONE, OutcomeKind::Done),
            (OutcomeCode::ALLOWED, OutcomeKind::Decision),
            (OutcomeCode::NOT_COVERED, OutcomeKind::Decision),
            (OutcomeCode::TRAP_OUTPUT, OutcomeKind::Trap),
            (OutcomeCode::ABORTED, OutcomeKind::Abort),
            (OutcomeCode::BAD_SIGNATURE, OutcomeKind::Reject),
        ];
        for (code, kind) in kinds {
            assert_eq!(code.kind(), Some(kind), "{code:?}");
        }
        assert_eq!(OutcomeCode(99).kind(), None);
    }
}
