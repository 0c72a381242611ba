//! What published counts tell, tried exhaustively on small populations: everything that could have led to the same
//! numbers is gathered, and a number of patients counts as given away when all of that agrees that it is small.
//!
//! Small is 1 to 4, at the least threshold, 5.

use std::collections::BTreeMap;

use super::cohort::Study;

const THRESHOLD: u32 = 5;
const A: u32 = 0b001;
const B: u32 = 0b010;
const UNION: u32 = 0b100;

/// For each published thing, the numbers that could stand behind it, in the order in which they were asked about.
#[derive(Default)]
struct Explanations(BTreeMap<Vec<u32>, Vec<Vec<i64>>>);

impl Explanations {
    fn note(&mut self, published: &[u32], hidden: &[i64]) {
        let behind = self.0.entry(published.to_vec()).or_default();
        behind.push(hidden.to_vec());
    }

    /// What is given away: the published numbers, and which hidden one is small in every explanation.
    fn given_away(&self) -> Vec<(Vec<u32>, usize)> {
        let mut found = Vec::new();
        for (published, behind) in &self.0 {
            for which in 0..behind[0].len() {
                let is_small =
                    |hidden: &Vec<i64>| (1..i64::from(THRESHOLD)).contains(&hidden[which].abs());
                if behind.iter().all(is_small) {
                    found.push((published.clone(), which));
                }
            }
        }
        found
    }
}

fn signed(number: u32) -> i64 {
    i64::from(number)
}

/// Enrols patients, the first of them under the first set and so on, and publishes.
fn published(groups: &[(u32, u32)]) -> [u32; 32] {
    let mut study = Study::configured();
    let mut patient = 0;
    for (count, categories) in groups {
        for _ in 0..*count {
            study.enrols(patient, *categories);
            patient += 1;
        }
    }
    study.publishes()
}

#[test]
fn a_count_is_a_multiple_of_the_threshold_and_small_ones_read_as_none() {
    for count in 0..=24 {
        let shown = published(&[(count, A)]);
        assert_eq!(shown[0], count / THRESHOLD * THRESHOLD);
        assert_eq!(shown[1..], [0; 31]);
    }
}

/// Those who are in the first category alone, in both, and in the second alone, so that neither count is above `most`.
fn populations(most: u32) -> impl Iterator<Item = (u32, u32, u32)> {
    (0..=most).flat_map(move |both| {
        let alone = move || 0..=most - both;
        alone().flat_map(move |first| alone().map(move |second| (first, both, second)))
    })
}

/// Whatever two counts of one release are subtracted: neither a count, nor their difference, nor those who are in one
/// category alone, in both or in either come out as a small number.
#[test]
fn no_subtraction_within_a_release_gives_a_small_number_away() {
    let mut explanations = Explanations::default();
    for (first, both, second) in populations(14) {
        let shown = published(&[(first, A), (both, A | B), (second, B)]);
        let [first, both, second] = [first, both, second].map(signed);
        let counts = [first + both, second + both, first - second];
        let parts = [first, both, second, first + both + second];
        explanations.note(&shown[..2], &[counts.as_slice(), &parts].concat());
    }
    assert_eq!(explanations.0.len(), 9);
    assert_eq!(explanations.given_away(), []);
}

/// What may happen between two releases: so many enrol and so many withdraw. Every change of the count by up to `most`,
/// once with as few and once with enough of both that the count is made anew.
fn steps(most: u32) -> Vec<(u32, u32)> {
    let net = (0..=most).map(|enrol| (enrol, 0));
    let net = net.chain((1..=most).map(|withdraw| (0, withdraw)));
    net.flat_map(|(enrol, withdraw)| [0, THRESHOLD].map(|churn| (enrol + churn, withdraw + churn)))
        .collect()
}

/// The count after a step, when it is one of those that are tried.
fn after(before: u32, (enrol, withdraw): (u32, u32), most: u32) -> Option<u32> {
    let count = (before + enrol).checked_sub(withdraw);
    count.filter(|count| *count <= most)
}

/// The history of one category; patients withdraw in the order in which they enrolled.
struct History {
    study: Study,
    enrolled: u8,
    withdrawn: u8,
}

impl History {
    fn new() -> History {
        History {
            study: Study::configured(),
            enrolled: 0,
            withdrawn: 0,
        }
    }

    /// A step, and what is published after it.
    fn passes(&mut self, (enrol, withdraw): (u32, u32)) -> u32 {
        for _ in 0..enrol {
            self.study.enrols(self.enrolled, A);
            self.enrolled += 1;
        }
        for _ in 0..withdraw {
            self.study.withdraws(self.withdrawn, A);
            self.withdrawn += 1;
        }
        self.study.publishes()[0]
    }
}

/// Whatever two releases are subtracted: neither the change nor a count comes out as a small number, and a count that
/// changed has had as many enrolments and withdrawals as the threshold.
#[test]
fn no_subtraction_of_two_releases_gives_a_small_number_away() {
    const MOST: u32 = 14;
    let mut explanations = Explanations::default();
    for before in 0..=MOST {
        for step in steps(MOST) {
            let Some(after) = after(before, step, MOST) else {
                continue;
            };
            let mut history = History::new();
            let shown = [history.passes((before, 0)), history.passes(step)];
            let hidden = [before, after].map(signed);
            explanations.note(&shown, &[hidden[0], hidden[1], hidden[1] - hidden[0]]);
            // Changes that were too few for the first release count for the second.
            let waiting = if before < THRESHOLD { before } else { 0 };
            assert!(shown[0] == shown[1] || waiting + step.0 + step.1 >= THRESHOLD);
        }
    }
    assert!(explanations.0.len() >= 9, "{}", explanations.0.len());
    assert_eq!(explanations.given_away(), []);
}

/// The same for three releases, each pair of them subtracted.
#[test]
fn no_subtraction_of_three_releases_gives_a_small_number_away() {
    const MOST: u32 = 9;
    let mut explanations = Explanations::default();
    for begin in 0..=MOST {
        for first in steps(MOST) {
            let Some(middle) = after(begin, first, MOST) else {
                continue;
            };
            for second in steps(MOST) {
                let Some(end) = after(middle, second, MOST) else {
                    continue;
                };
                let mut history = History::new();
                let shown = [(begin, 0), first, second].map(|step| history.passes(step));
                let [begin, middle, end] = [begin, middle, end].map(signed);
                let changes = [middle - begin, end - middle, end - begin];
                explanations.note(&shown, &[&[begin, middle, end][..], &changes].concat());
            }
        }
    }
    assert_eq!(explanations.0.len(), 8);
    assert_eq!(explanations.given_away(), []);
}

/// What rounding does not protect, and the page says so: when one category is the union of two others, and shown
/// beside them, the two are known to be small and not empty. Categories must not hold one another.
#[test]
fn a_category_that_holds_two_others_gives_them_away() {
    let mut explanations = Explanations::default();
    for a in 0..=9 {
        for b in 0..=9 {
            let shown = published(&[(a, A | UNION), (b, B | UNION)]);
            explanations.note(&shown[..3], &[signed(a), signed(b)]);
        }
    }
    let given_away = [
        ([0, 0, 5], 0),
        ([0, 0, 5], 1),
        ([0, 5, 10], 0),
        ([5, 0, 10], 1),
    ];
    let given_away = given_away.map(|(shown, which)| (shown.to_vec(), which));
    assert_eq!(explanations.given_away(), given_away);
}
