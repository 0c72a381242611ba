//! Workloads as Rego, in the two ways that people write it: a rule for each consent, or one policy over
//! an index in the data.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::adversarial::{self, Adversarial, is_about_anyone, party_name};
use super::hospital::roles::{EMERGENCY, EMERGENCY_ACTION, EMERGENCY_TYPES, TYPES, grants};
use super::hospital::{self, Hospital, department_name};
use super::{Access, Flat, Rule, action_name, purpose_name};

/// The rule that answers, in both forms.
pub const ENTRY_POINT: &str = "data.assent.allow";

const HEAD: &str = "package assent\n\ndefault allow := false\n";

const FLAT: &str = "package assent

default allow := false

allow if {
  input.now < data.consents[input.organisation][input.action][input.category][input.purpose]
}
";

/// Anyone's consents lie beside those of parties. Two rules, since either may be there.
const ADVERSARIAL: &str = "package assent

default allow := false

allow if {
  input.now < data.consents[input.organisation][input.action][input.category][input.purpose]
}

allow if {
  input.now < data.of_anyone[input.action][input.category][input.purpose]
}
";

const HOSPITAL: &str = "package assent

default allow := false

allow if {
  granted
  not refused
}

granted if {
  input.department == input.holder
  data.departments[input.holder][input.role][input.category][input.action]
}

granted if {
  data.anywhere[input.second][input.category][input.action]
}

refused if {
  data.guarded[input.holder]
  input.sensitivity > input.clearance
}
";

/// A workload in Rego.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// A policy with a rule for each consent. It has no data.
    pub rules: String,
    /// A policy that looks requests up in `data`.
    pub indexed: &'static str,
    /// The data of that policy as JSON.
    pub data: String,
    /// The input of both policies as JSON, for each request.
    pub inputs: Vec<String>,
}

impl Flat {
    /// In Rego, over organisation, action, category, purpose, end.
    pub fn rego(&self) -> Form {
        let mut rules = String::from(HEAD);
        for Rule { access, until } in &self.rules {
            let party = Some(access.organisation_name());
            rules += &timed_rule(party, &timed_path(access), until.0);
        }
        let leaf = |rule: &Rule| {
            let mut path = vec!["consents".to_owned(), rule.access.organisation_name()];
            path.extend(timed_path(&rule.access));
            (path, rule.until.0.to_string())
        };
        let request = |request: &super::Request| {
            let access = &request.access;
            timed_input(
                access.organisation_name(),
                timed_path(access),
                request.now.0,
            )
        };
        Form {
            rules,
            indexed: FLAT,
            data: tree(self.rules.iter().map(leaf)),
            inputs: self.requests.iter().map(request).collect(),
        }
    }
}

/// Action, category and purpose.
fn timed_path(access: &Access) -> [String; 3] {
    [
        access.action_name(),
        access.category_name(),
        access.purpose_name(),
    ]
}

fn timed_rule(
    party: Option<String>,
    [action, category, purpose]: &[String; 3],
    until: i64,
) -> String {
    let party = party.map(|name| format!("  input.organisation == \"{name}\"\n"));
    format!(
        "\nallow if {{\n{}  input.action == \"{action}\"\n  input.category == \"{category}\"\n  \
         input.purpose == \"{purpose}\"\n  input.now < {until}\n}}\n",
        party.unwrap_or_default(),
    )
}

fn timed_input(party: String, [action, category, purpose]: [String; 3], now: i64) -> String {
    format!(
        r#"{{"organisation": "{party}", "action": "{action}", "category": "{category}", "purpose": "{purpose}", "now": {now}}}"#,
    )
}

impl Adversarial {
    /// In Rego, over party, action, category, purpose, end.
    pub fn rego(&self) -> Form {
        let path = |action, category, purpose| -> [String; 3] {
            let category = adversarial::category_name(category);
            [action_name(action), category, purpose_name(purpose)]
        };
        let party = |number| (!is_about_anyone(number)).then(|| party_name(number));
        let mut rules = String::from(HEAD);
        for (number, rule) in self.rules.iter().enumerate() {
            let about = path(rule.action, number, rule.purpose);
            rules += &timed_rule(party(number), &about, rule.until.0);
        }
        let leaf = |(number, rule): (usize, &adversarial::Rule)| {
            let mut keys = match party(number) {
                Some(party) => vec!["consents".to_owned(), party],
                None => vec!["of_anyone".to_owned()],
            };
            keys.extend(path(rule.action, number, rule.purpose));
            (keys, rule.until.0.to_string())
        };
        let request = |request: &adversarial::Request| {
            let about = path(request.action, request.category, request.purpose);
            timed_input(party_name(request.party), about, request.now.0)
        };
        Form {
            rules,
            indexed: ADVERSARIAL,
            data: tree(self.rules.iter().enumerate().map(leaf)),
            inputs: self.requests.iter().map(request).collect(),
        }
    }
}

impl Hospital {
    /// In Rego, over department, role, type and action; a second role is that of the emergency room.
    pub fn rego(&self) -> Form {
        Form {
            rules: self.rego_rules(),
            indexed: HOSPITAL,
            data: self.rego_data(),
            inputs: self
                .requests
                .iter()
                .map(hospital::Request::rego_input)
                .collect(),
        }
    }

    fn rego_rules(&self) -> String {
        let mut text = format!("{HEAD}\nallow if {{\n  granted\n  not refused\n}}\n");
        // INVARIANT: writing to a string does not fail.
        let mut add = |rule: std::fmt::Arguments<'_>| {
            let _ = text.write_fmt(rule);
        };
        for number in 0..self.departments {
            let name = department_name(number);
            for grant in grants() {
                add(format_args!(
                    "\ngranted if {{\n  input.holder == \"{name}\"\n  input.department == \"{name}\"\n  \
                     input.role == \"{}\"\n  input.category == \"{}\"\n  input.action in {:?}\n}}\n",
                    grant.role, grant.category, grant.actions,
                ));
            }
            add(format_args!(
                "\nrefused if {{\n  input.holder == \"{name}\"\n  input.sensitivity > input.clearance\n}}\n"
            ));
        }
        for category in &TYPES[..EMERGENCY_TYPES] {
            add(format_args!(
                "\ngranted if {{\n  input.second == \"{EMERGENCY}\"\n  \
                 input.category == \"{category}\"\n  input.action == \"{EMERGENCY_ACTION}\"\n}}\n"
            ));
        }
        text
    }

    fn rego_data(&self) -> String {
        let leaf = |keys: &[&str]| {
            let keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
            (keys, "true".to_owned())
        };
        let of_departments = (0..self.departments).flat_map(|number| {
            let name = department_name(number);
            let guarded = leaf(&["guarded", &name]);
            let granted = grants().flat_map(move |grant| {
                let name = name.clone();
                grant.actions.iter().map(move |action| {
                    leaf(&["departments", &name, grant.role, grant.category, action])
                })
            });
            granted.chain([guarded])
        });
        let anywhere = TYPES[..EMERGENCY_TYPES]
            .iter()
            .map(|category| leaf(&["anywhere", EMERGENCY, category, EMERGENCY_ACTION]));
        tree(of_departments.chain(anywhere))
    }
}

impl hospital::Request {
    fn rego_input(&self) -> String {
        let roles = self.roles();
        let second = if self.is_emergency { EMERGENCY } else { "" };
        format!(
            r#"{{"department": "{}", "role": "{}", "second": "{second}", "action": "{}", "category": "{}", "holder": "{}", "sensitivity": {}, "clearance": {}}}"#,
            department_name(self.acts_for),
            roles.last().copied().unwrap_or_default(),
            self.action_name(),
            self.category_name(),
            department_name(self.department),
            self.sensitivity,
            self.clearance(),
        )
    }
}

/// The object that has each leaf at the end of its path, as JSON.
fn tree(leaves: impl Iterator<Item = (Vec<String>, String)>) -> String {
    let leaves: BTreeMap<Vec<String>, String> = leaves.collect();
    let leaves: Vec<(&[String], &str)> = leaves
        .iter()
        .map(|(path, leaf)| (path.as_slice(), leaf.as_str()))
        .collect();
    let mut text = String::new();
    object(&leaves, &mut text);
    text
}

/// Writes the object whose leaves are `leaves`, which are sorted.
fn object(leaves: &[(&[String], &str)], text: &mut String) {
    if let [([], leaf)] = leaves {
        text.push_str(leaf);
        return;
    }
    text.push('{');
    for (index, group) in leaves
        .chunk_by(|a, b| a.0.first() == b.0.first())
        .enumerate()
    {
        let comma = if index > 0 { ", " } else { "" };
        let name = group[0].0.first().map_or("", String::as_str);
        // INVARIANT: writing to a string does not fail.
        let _ = write!(text, "{comma}\"{name}\": ");
        let rest: Vec<_> = group
            .iter()
            .map(|(path, leaf)| (&path[1..], *leaf))
            .collect();
        object(&rest, text);
    }
    text.push('}');
}
