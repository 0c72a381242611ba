//! cedar-policy, with all policies, and with those of the requester's organisation alone.

use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, Policy, PolicyId,
    PolicySet, Request, RestrictedExpression,
};
use testkit::workload::{self, Flat};

use super::{Answer, Engine};

/// Cedar with requests, each with the number of the policy set that decides it.
pub struct Cedar {
    authorizer: Authorizer,
    entities: Entities,
    sets: Vec<PolicySet>,
    requests: Vec<(Request, usize)>,
}

impl Cedar {
    /// All policies in one set, read from one text.
    pub fn whole(flat: &Flat) -> Cedar {
        let policies = PolicySet::from_str(&flat.cedar_policies()).expect("the text is Cedar");
        Cedar::new(flat, vec![policies], |_| 0)
    }

    /// A set for each organisation, chosen beforehand.
    pub fn sliced(flat: &Flat) -> Cedar {
        let mut sets = vec![PolicySet::new(); usize::from(flat.organisations)];
        for (index, rule) in flat.rules.iter().enumerate() {
            let id = PolicyId::new(format!("policy{index}"));
            let policy = Policy::parse(Some(id), rule.cedar_policy()).expect("the text is Cedar");
            let set = &mut sets[usize::from(rule.access.organisation)];
            set.add(policy).expect("ids are distinct");
        }
        Cedar::new(flat, sets, |access| usize::from(access.organisation))
    }

    fn new(flat: &Flat, sets: Vec<PolicySet>, slice: fn(&workload::Access) -> usize) -> Cedar {
        let entities = Entities::from_json_str(&flat.cedar_entities(), None);
        let requests = flat.requests.iter();
        Cedar {
            authorizer: Authorizer::new(),
            entities: entities.expect("the text is entities"),
            sets,
            requests: requests
                .map(|one| (request(one), slice(&one.access)))
                .collect(),
        }
    }
}

impl Engine for Cedar {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let (request, set) = &self.requests[index];
        let response = self
            .authorizer
            .is_authorized(request, &self.sets[*set], &self.entities);
        let reason = response.diagnostics().reason().next();
        let number = |id: &PolicyId| {
            let id: &str = id.as_ref();
            id.strip_prefix("policy")?.parse().ok()
        };
        Answer {
            allowed: response.decision() == Decision::Allow,
            rule: reason.and_then(number),
        }
    }
}

/// A request in Cedar's types.
pub fn request(request: &workload::Request) -> Request {
    let access = &request.access;
    let context = Context::from_pairs([
        (
            "purpose".to_owned(),
            RestrictedExpression::new_string(access.purpose_name()),
        ),
        (
            "now".to_owned(),
            RestrictedExpression::new_long(request.now.0),
        ),
    ]);
    Request::new(
        uid("Org", access.organisation_name()),
        uid("Action", access.action_name()),
        uid("Category", access.category_name()),
        context.expect("the context has no duplicate"),
        None,
    )
    .expect("there is no schema to break")
}

fn uid(of: &str, id: String) -> EntityUid {
    let of = EntityTypeName::from_str(of).expect("the type is a name");
    EntityUid::from_type_name_and_id(of, EntityId::new(id))
}
