//! Many requests at once decide as one after another does, whatever the number of threads.

use std::num::NonZeroUsize;

use runtime::policy::{Decided, Question};
use runtime::{Given, Policy};
use testkit::agreement::Three;
use testkit::entropy::Entropy;
use testkit::policies;
use workbench::trace::given;

const REQUESTS: usize = 50;

/// A generated policy with questions; `None` when what is generated is no policy.
fn generated(seed: u8) -> Option<(Policy, Vec<Question<Given>>)> {
    let mix = |index: u32| {
        index
            .wrapping_add(u32::from(seed))
            .wrapping_mul(2_654_435_761)
    };
    let bytes: Vec<u8> = (0..1u32 << 15)
        .map(|index| (mix(index) >> 13) as u8)
        .collect();
    let mut choices = Entropy::new(&bytes);
    let three = Three::generate(&mut choices)?;
    let policy = three.contract.clone();
    let question = |case: policy_lang::typed::Case| {
        let bound = policy
            .binding()
            .request(&case.requester, &case.request, case.now);
        Question {
            request: bound.expect("known terms"),
            attested: given(&case),
            now: case.now,
            requester: case.requester,
        }
    };
    let cases = (0..REQUESTS).map(|_| policies::aimed::case(&mut choices, &three.policy));
    let questions = cases.map(question).collect();
    Some((policy, questions))
}

fn one_by_one(
    policy: &Policy,
    questions: &[Question<Given>],
) -> Vec<Decided<abi::decision::Verdict>> {
    let mut decider = policy.decider().expect("an instance");
    let decide = |question: &Question<Given>| {
        let Question {
            requester,
            now,
            attested,
            ..
        } = question.clone();
        let facts = decider.facts_mut().expect("no fault");
        facts.give(&requester, now, attested);
        decider.decide(&question.request).expect("no fault")
    };
    questions.iter().map(decide).collect()
}

#[test]
fn answers_come_in_order_and_are_the_same_on_any_number_of_threads() {
    let mut varied = 0;
    for (policy, questions) in (0..32).filter_map(generated) {
        let expected = one_by_one(&policy, &questions);
        // Where all are decided alike, no order can be seen.
        varied += usize::from(expected.iter().any(|decided| *decided != expected[0]));
        for threads in [1, 2, 3, 7, REQUESTS, REQUESTS + 1] {
            let threads = NonZeroUsize::new(threads).expect("not zero");
            let fresh = policy.decide_many(questions.clone(), threads);
            assert_eq!(fresh.expect("no fault"), expected, "{threads} threads");
            let warm = policy.warm_decide_many(questions.clone(), threads);
            assert_eq!(warm.expect("no fault"), expected, "{threads} threads, warm");
        }
    }
    assert!(varied >= 4, "{varied} policies decide in more than one way");
}

#[test]
fn no_questions_have_no_answers() {
    let (policy, _) = (0..32).find_map(generated).expect("a policy");
    let none = policy.decide_many(Vec::<Question<Given>>::new(), NonZeroUsize::MIN);
    assert_eq!(none.expect("no fault"), Vec::new());
}
