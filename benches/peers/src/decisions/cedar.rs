//! cedar-policy, with all policies, and with those of the request's slice alone.

use std::str::FromStr;

use benches::engines::{Answer, Engine};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, Policy, PolicyId,
    PolicySet, Request, RestrictedExpression,
};
use testkit::workload::cedar::{self, Form, Uid};
use testkit::workload::drawn::Value;

/// Cedar with requests.
pub struct Cedar {
    authorizer: Authorizer,
    entities: Vec<Entities>,
    sets: Vec<PolicySet>,
    requests: Vec<Asked>,
}

/// A request, and the numbers of the policies and of the entities that decide it.
struct Asked {
    request: Request,
    set: usize,
    entities: usize,
}

impl Cedar {
    /// All policies in one set, read from one text.
    pub fn whole(form: &Form) -> Cedar {
        let policies = PolicySet::from_str(&form.text()).expect("the text is Cedar");
        Cedar::new(form, vec![policies], |_| 0)
    }

    /// A set for each slice, chosen beforehand.
    pub fn sliced(form: &Form) -> Cedar {
        let mut sets = vec![PolicySet::new(); form.slices];
        for (index, policy) in form.policies.iter().enumerate() {
            let id = PolicyId::new(format!("policy{index}"));
            let parsed = Policy::parse(Some(id), &policy.text).expect("the text is Cedar");
            let of = match policy.slice {
                Some(slice) => &mut sets[slice..=slice],
                None => &mut sets[..],
            };
            for set in of {
                set.add(parsed.clone()).expect("ids are distinct");
            }
        }
        Cedar::new(form, sets, |request| request.slice)
    }

    fn new(form: &Form, sets: Vec<PolicySet>, slice: fn(&cedar::Request) -> usize) -> Cedar {
        let stores = form.entities.iter();
        let is_shared = form.entities.len() == 1;
        let requests = form.requests.iter().enumerate();
        Cedar {
            authorizer: Authorizer::new(),
            entities: stores
                .map(|text| Entities::from_json_str(text, None).expect("the text is entities"))
                .collect(),
            sets,
            requests: requests
                .map(|(index, one)| Asked {
                    request: request(one),
                    set: slice(one),
                    entities: if is_shared { 0 } else { index },
                })
                .collect(),
        }
    }
}

impl Engine for Cedar {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let asked = &self.requests[index];
        let response = self.authorizer.is_authorized(
            &asked.request,
            &self.sets[asked.set],
            &self.entities[asked.entities],
        );
        let reason = response.diagnostics().reason().next();
        let number = |id: &PolicyId| {
            let id: &str = id.as_ref();
            id.strip_prefix("policy")?.parse().ok()
        };
        let allowed = response.decision() == Decision::Allow;
        Answer {
            allowed,
            rule: reason.filter(|_| allowed).and_then(number),
        }
    }
}

/// A request in Cedar's types.
pub fn request(request: &cedar::Request) -> Request {
    let context = request.context.iter().map(|(name, value)| {
        let value = match value {
            Value::Text(text) => RestrictedExpression::new_string(text.clone()),
            Value::Number(number) => RestrictedExpression::new_long(*number),
        };
        ((*name).to_owned(), value)
    });
    let context = Context::from_pairs(context);
    Request::new(
        uid(&request.principal),
        uid(&request.action),
        uid(&request.resource),
        context.expect("the context has no duplicate"),
        None,
    )
    .expect("there is no schema to break")
}

fn uid((of, id): &Uid) -> EntityUid {
    let of = EntityTypeName::from_str(of).expect("the type is a name");
    EntityUid::from_type_name_and_id(of, EntityId::new(id))
}
