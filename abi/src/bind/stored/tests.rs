//! Stored consents come to what the decoded ones come to, byte for byte, the first time and when they are known.

use parity_scale_codec::{DecodeAll, Encode};

use super::*;
use crate::calendar::Date;
use crate::form::FormValue;
use crate::interface::tests::sample;
use crate::terms::{ConsentRecord, DataTerms, NarrowingTerm, SubjectTerm};

/// Draws small numbers.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % end
    }

    fn names(&mut self, words: &[&str]) -> Vec<String> {
        let count = self.below(3);
        (0..count)
            .map(|_| words[self.below(words.len())].into())
            .collect()
    }

    fn instant(&mut self) -> Option<Instant> {
        [
            None,
            Some(Instant(-4)),
            Some(Instant(60)),
            Some(Instant(i64::MAX)),
        ][self.below(4)]
    }

    fn subject(&mut self) -> SubjectTerm {
        let party = ["Acme", "Riverside", "Nowhere"][self.below(3)].to_owned();
        let role = ["physician", "surgeon", "x"][self.below(3)].to_owned();
        let kind = ["lab", "hospital", "x"][self.below(3)].to_owned();
        match self.below(9) {
            0 => SubjectTerm::Anyone,
            1 => SubjectTerm::Patient,
            2 => SubjectTerm::Guardian,
            3 => SubjectTerm::Party(party),
            4 => SubjectTerm::Role(role),
            5 => SubjectTerm::RoleOfParty(role, party),
            6 => SubjectTerm::RoleOfKind(role, kind),
            7 => SubjectTerm::Kind(kind),
            _ => SubjectTerm::Practitioner("dr_lee".into()),
        }
    }

    fn narrowing(&mut self) -> Vec<NarrowingTerm> {
        match self.below(6) {
            0 => vec![NarrowingTerm::Dated(Date(20), Date(30))],
            1 => vec![NarrowingTerm::OfRecord("r-1".into())],
            2 => vec![NarrowingTerm::HeldBy(vec!["Nowhere".into()])],
            _ => Vec::new(),
        }
    }

    fn sentence(&mut self) -> ConsentTerms {
        ConsentTerms {
            grants: self.below(2) == 0,
            subjects: (0..1 + self.below(3)).map(|_| self.subject()).collect(),
            actions: self.names(&["read", "use", "x"]),
            data: DataTerms {
                whole_record: self.below(3) == 0,
                categories: self.names(&["laboratory", "bloodwork", "notes", "x"]),
                except: self.names(&["genetics", "notes"]),
                narrowing: self.narrowing(),
            },
            purposes: self.names(&["treatment", "payment", "x"]),
            from: self.instant(),
            until: self.instant(),
        }
    }

    fn record(&mut self) -> ConsentRecord {
        ConsentRecord {
            number: self.below(9) as u32,
            form: (self.below(3) == 0).then(|| SignedForm {
                name: "sharing".into(),
                with: vec![("lab".into(), FormValue::Name("Acme".into()))],
            }),
            sentences: (0..self.below(3)).map(|_| self.sentence()).collect(),
            recorded_at: Instant(self.below(50) as i64),
            withdrawn_at: self.instant(),
        }
    }

    fn records(&mut self) -> Vec<ConsentRecord> {
        (0..self.below(4)).map(|_| self.record()).collect()
    }
}

fn bound(
    known: &mut KnownSentences,
    binding: &Binding,
    stored: &[u8],
    names: &RecordNames,
) -> Result<Vec<u8>, Error> {
    let mut out = vec![9; 3];
    known.bind(binding, stored, names, &mut out).map(|()| out)
}

#[test]
fn stored_consents_are_bound_as_the_decoded_ones() {
    let binding = Binding::new(sample());
    let mut draw = Draw(0x5eed);
    let mut known = KnownSentences::new();
    let (mut counted, mut found) = (0, 0);
    for _ in 0..3_000 {
        let records = draw.records();
        let names = RecordNames {
            encounter: None,
            record: [None, Some("r-1".into()), Some("r-2".into())][draw.below(3)].clone(),
        };
        let mut expected = vec![9; 3];
        binding.consents(&records, &names, &mut expected);
        let stored = records.encode();
        for _ in 0..2 {
            let before = known.entries.len();
            assert_eq!(
                bound(&mut known, &binding, &stored, &names).unwrap(),
                expected
            );
            found += usize::from(known.entries.len() == before && !records.is_empty());
        }
        counted += usize::from(expected.len() > 7);
    }
    assert!(counted > 1_000 && found > 1_000, "{counted}, {found}");
}

#[test]
fn what_is_no_list_of_consents_is_a_fault_however_it_is_cut() {
    let binding = Binding::new(sample());
    let mut draw = Draw(0xcafe);
    for _ in 0..60 {
        let stored = draw.records().encode();
        let mut known = KnownSentences::new();
        let names = RecordNames::default();
        bound(&mut known, &binding, &stored, &names).unwrap();
        for at in 0..stored.len() {
            assert!(bound(&mut known, &binding, &stored[..at], &names).is_err());
            for value in [0, 1, 4, 0xff] {
                let mut other = stored.clone();
                other[at] = value;
                let decoded = Vec::<ConsentRecord>::decode_all(&mut other.as_slice());
                let again = bound(&mut known, &binding, &other, &names);
                assert_eq!(again.is_ok(), decoded.is_ok(), "byte {at} is {value}");
            }
        }
        let longer = [stored.as_slice(), &[0]].concat();
        assert!(bound(&mut known, &binding, &longer, &names).is_err());
    }
}

/// Whoever is meant, and however many bytes that takes.
#[test]
fn a_sentence_about_anybody_is_known_the_second_time_whatever_its_period() {
    let binding = Binding::new(sample());
    let mut draw = Draw(7);
    let mut kinds = std::collections::BTreeSet::new();
    while kinds.len() < 9 {
        let subject = draw.subject();
        kinds.insert(subject.encode()[0]);
        let mut known = KnownSentences::new();
        let mut sentence = draw.sentence();
        sentence.subjects.push(subject);
        sentence.data.narrowing.clear();
        for until in [None, Some(Instant(60)), Some(Instant(90))] {
            sentence.until = until;
            let mut record = draw.record();
            record.sentences = vec![sentence.clone()];
            let stored = vec![record].encode();
            bound(&mut known, &binding, &stored, &RecordNames::default()).unwrap();
            assert_eq!(known.entries.len(), 1, "{sentence:?}");
        }
    }
}

/// A key and what it comes to share the room: the greatest are kept, and one byte more is not.
#[test]
fn as_many_and_as_long_sentences_are_known_as_there_is_room_for() {
    let mut known = KnownSentences::new();
    known.keep(&[0; BYTES - 10], Some(&[0; 11]));
    known.keep(&[0; BYTES + 1], None);
    assert_eq!(known.entries.len(), 0);
    known.keep(&[0; BYTES - 10], Some(&[0; 10]));
    for number in 1..SENTENCES {
        known.keep(&number.to_le_bytes(), None);
    }
    assert_eq!(known.entries.len(), SENTENCES);
    known.keep(b"one more", None);
    assert_eq!(known.entries.len(), 1);
}

#[test]
fn what_is_known_stays_within_its_room() {
    let binding = Binding::new(sample());
    let mut draw = Draw(1);
    let mut known = KnownSentences::new();
    for number in 0..3 * SENTENCES {
        let mut record = draw.record();
        let mut sentence = draw.sentence();
        sentence.purposes = vec![format!("purpose-{number}")];
        sentence.data.narrowing.clear();
        record.sentences = vec![sentence];
        let stored = vec![record].encode();
        bound(&mut known, &binding, &stored, &RecordNames::default()).unwrap();
        assert!(known.entries.len() <= SENTENCES);
    }
    let mut long = draw.record();
    let mut sentence = draw.sentence();
    sentence.data.narrowing.clear();
    sentence.actions = vec!["x".repeat(100); 40];
    long.sentences = vec![sentence];
    let before = known.entries.len();
    let stored = vec![long].encode();
    bound(&mut known, &binding, &stored, &RecordNames::default()).unwrap();
    assert_eq!(known.entries.len(), before);
}
