//! A workload of any of the three kinds, in the terms of every engine that decides it.

use super::adversarial::{self, Adversarial};
use super::hospital::{self, Hospital};
use super::{Flat, Request, Scenario, biscuit, casbin, cedar, flat, keys, rego};

/// The kinds of workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Rules that are all alike and never overlap.
    Flat,
    /// Departments with roles, clearances and refusals.
    Hospital,
    /// Rules of which no two share a party or a category.
    Adversarial,
}

impl Kind {
    /// The kind's name, `flat`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Flat => "flat",
            Kind::Hospital => "hospital",
            Kind::Adversarial => "adversarial",
        }
    }

    /// Draws a workload of `size`, which counts the departments of a hospital and the rules of
    /// others.
    pub fn draw(self, size: usize, seed: u64) -> Drawn {
        match self {
            Kind::Flat => Drawn::Flat(flat(size, seed)),
            Kind::Hospital => Drawn::Hospital(hospital::draw(size, seed)),
            Kind::Adversarial => Drawn::Adversarial(adversarial::draw(size, seed)),
        }
    }
}

/// A text or a number, as requests of other engines hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

/// A workload of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// Rules that are all alike and never overlap.
    Flat(Flat),
    /// Departments with roles, clearances and refusals.
    Hospital(Hospital),
    /// Rules of which no two share a party or a category.
    Adversarial(Adversarial),
}

/// The same method of whichever it is.
macro_rules! each {
    ($drawn:expr, $one:ident => $of:expr) => {
        match $drawn {
            Drawn::Flat($one) => $of,
            Drawn::Hospital($one) => $of,
            Drawn::Adversarial($one) => $of,
        }
    };
}

impl Drawn {
    /// How many rules there are.
    pub fn rules(&self) -> usize {
        match self {
            Drawn::Flat(flat) => flat.rules.len(),
            Drawn::Hospital(hospital) => hospital.rules(),
            Drawn::Adversarial(adversarial) => adversarial.rules.len(),
        }
    }

    /// Whether each request is allowed, as the workload was made and not by any policy.
    pub fn allowed(&self) -> Vec<bool> {
        match self {
            Drawn::Flat(flat) => {
                let allows = |request: &Request| request.expected.allowed_by().is_some();
                flat.requests.iter().map(allows).collect()
            }
            Drawn::Hospital(hospital) => {
                let requests = hospital.requests.iter();
                requests.map(hospital::Request::is_allowed).collect()
            }
            Drawn::Adversarial(adversarial) => {
                let requests = adversarial.requests.iter();
                requests
                    .map(|request| adversarial.is_allowed(request))
                    .collect()
            }
        }
    }

    /// In the consent language.
    pub fn scenario(&self) -> Scenario {
        each!(self, one => Scenario::from(one))
    }

    /// In Cedar.
    pub fn cedar(&self) -> cedar::Form {
        each!(self, one => one.cedar())
    }

    /// In Rego.
    pub fn rego(&self) -> rego::Form {
        each!(self, one => one.rego())
    }

    /// In the Datalog of Biscuit.
    pub fn biscuit(&self) -> biscuit::Form {
        each!(self, one => one.biscuit())
    }

    /// As a model and policy of Casbin.
    pub fn casbin(&self) -> casbin::Form {
        each!(self, one => one.casbin())
    }

    /// As keys to be looked up.
    pub fn keys(&self) -> keys::Form {
        each!(self, one => one.keys())
    }
}

#[cfg(test)]
mod tests;
