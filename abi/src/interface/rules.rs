//! The rules of an interface, and how they are written: names by what they add to the name before,
//! lines by how far they are from the line before, sets of categories once each.
//!
//! ```text
//! rules   [set of categories], [rule]
//! rule    flags: compact, one bit each: 1 may, 2 purposes, 4 until, 8 from, 16 conditions,
//!         32 title, 64 duties, 128 overrides
//!         bytes kept of the name before: u8, as many as there are | the rest of the name: string
//!         line less the line before: compact, twice it, or twice its opposite less 1
//!         actions, data: texts | named: a set by its position, numbered as they first occur
//!         what flags say is there: purposes, until, from: texts | conditions: [text] |
//!         title: string | duties: [duty] | overrides: [rule number]
//! ```

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use parity_scale_codec::{Compact, Decode, Encode, Error, Input, Output};

use super::RuleEntry;
use crate::limits::{MODULE_BYTES, NAME_BYTES};
use crate::set::IdSet;

/// Rules by number: in the order of the bytes of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleEntries(pub Vec<RuleEntry>);

/// A rule takes some bytes of its module's tables as well: no module holds more.
const RULES_MAX: u64 = MODULE_BYTES / 32;

/// The pieces of all rules' sets of categories together. Rules share a set that is written once, so that a few bytes could
/// otherwise ask for any amount of memory.
pub const NAMED_PIECES_MAX: u64 = MODULE_BYTES / 8;

const MAY: u32 = 1;
const PURPOSES: u32 = 2;
const UNTIL: u32 = 4;
const FROM: u32 = 8;
const CONDITIONS: u32 = 16;
const TITLE: u32 = 32;
const DUTIES: u32 = 64;
const OVERRIDES: u32 = 128;
const ALL_FLAGS: u32 = 255;

impl Deref for RuleEntries {
    type Target = Vec<RuleEntry>;

    fn deref(&self) -> &Vec<RuleEntry> {
        &self.0
    }
}

impl DerefMut for RuleEntries {
    fn deref_mut(&mut self) -> &mut Vec<RuleEntry> {
        &mut self.0
    }
}

impl FromIterator<RuleEntry> for RuleEntries {
    fn from_iter<I: IntoIterator<Item = RuleEntry>>(rules: I) -> RuleEntries {
        RuleEntries(rules.into_iter().collect())
    }
}

impl Encode for RuleEntries {
    fn encode_to<O: Output + ?Sized>(&self, out: &mut O) {
        let mut sets: Vec<&IdSet> = Vec::new();
        let mut known: BTreeMap<&IdSet, u32> = BTreeMap::new();
        for rule in &self.0 {
            known.entry(&rule.named).or_insert_with(|| {
                sets.push(&rule.named);
                sets.len() as u32 - 1
            });
        }
        sets.encode_to(out);
        Compact(self.0.len() as u32).encode_to(out);
        let mut before = Before::default();
        for rule in &self.0 {
            let named = known.get(&rule.named).copied().unwrap_or_default();
            encode_rule(rule, &before, named, out);
            before = Before::of(rule);
        }
    }
}

/// What a rule is written against: the one before it.
#[derive(Default)]
struct Before<'a> {
    name: &'a str,
    line: u32,
}

impl Before<'_> {
    fn of(rule: &RuleEntry) -> Before<'_> {
        Before {
            name: &rule.name,
            line: rule.line.0,
        }
    }
}

fn encode_rule<O: Output + ?Sized>(rule: &RuleEntry, before: &Before<'_>, named: u32, out: &mut O) {
    let flags = [
        (MAY, rule.may),
        (PURPOSES, rule.purposes.is_some()),
        (UNTIL, rule.until.is_some()),
        (FROM, rule.from.is_some()),
        (CONDITIONS, !rule.conditions.is_empty()),
        (TITLE, rule.title.is_some()),
        (DUTIES, !rule.duties.is_empty()),
        (OVERRIDES, !rule.overrides.is_empty()),
    ];
    let flags = flags.iter().filter(|(_, is_set)| *is_set);
    Compact(flags.map(|(flag, _)| flag).sum::<u32>()).encode_to(out);
    let kept = kept(before.name, &rule.name);
    (kept as u8).encode_to(out);
    rule.name.get(kept..).unwrap_or_default().encode_to(out);
    let step = i64::from(rule.line.0) - i64::from(before.line);
    Compact(((step << 1) ^ (step >> 63)) as u64).encode_to(out);
    (rule.actions, rule.data, Compact(named)).encode_to(out);
    for text in [rule.purposes, rule.until, rule.from].into_iter().flatten() {
        text.encode_to(out);
    }
    if !rule.conditions.is_empty() {
        rule.conditions.encode_to(out);
    }
    if let Some(title) = &rule.title {
        title.encode_to(out);
    }
    if !rule.duties.is_empty() {
        rule.duties.encode_to(out);
    }
    if !rule.overrides.is_empty() {
        rule.overrides.encode_to(out);
    }
}

/// How many bytes at the beginning of two names are the same, in whole characters, 255 at the most.
fn kept(before: &str, name: &str) -> usize {
    let same = before.bytes().zip(name.bytes());
    let mut kept = same
        .take(255)
        .take_while(|(one, other)| one == other)
        .count();
    while !name.is_char_boundary(kept) {
        kept -= 1;
    }
    kept
}

impl Decode for RuleEntries {
    fn decode<I: Input>(input: &mut I) -> Result<RuleEntries, Error> {
        let sets = Vec::<IdSet>::decode(input)?;
        let count = Compact::<u32>::decode(input)?.0;
        if u64::from(count) > RULES_MAX {
            return Err("more rules than a module holds".into());
        }
        let mut rules: Vec<RuleEntry> = Vec::new();
        let (mut sets_used, mut pieces) = (0, 0);
        for _ in 0..count {
            let before = rules.last().map_or_else(Before::default, Before::of);
            let (rule, set) = decode_rule(input, &before, &sets)?;
            pieces += rule.named.intervals().len() as u64;
            if pieces > NAMED_PIECES_MAX {
                return Err("rules name more than a module holds".into());
            }
            if set > sets_used {
                return Err("sets are not in the order of their use".into());
            }
            sets_used = sets_used.max(set + 1);
            rules.push(rule);
        }
        if sets_used != sets.len() {
            return Err("a set that no rule uses".into());
        }
        Ok(RuleEntries(rules))
    }
}

fn decode_rule<I: Input>(
    input: &mut I,
    before: &Before<'_>,
    sets: &[IdSet],
) -> Result<(RuleEntry, usize), Error> {
    let flags = Compact::<u32>::decode(input)?.0;
    if flags & !ALL_FLAGS != 0 {
        return Err("unknown flags of a rule".into());
    }
    let name = decode_name(input, before.name)?;
    let step = Compact::<u64>::decode(input)?.0;
    let step = (step >> 1) as i64 ^ -((step & 1) as i64);
    let line = i64::from(before.line).checked_add(step);
    let line = line.and_then(|line| u32::try_from(line).ok());
    let (actions, data, set): (Compact<u32>, Compact<u32>, Compact<u32>) = Decode::decode(input)?;
    let set = set.0 as usize;
    let mut text = |flag| match flags & flag {
        0 => Ok(None),
        _ => Compact::<u32>::decode(input).map(Some),
    };
    let (purposes, until, from) = (text(PURPOSES)?, text(UNTIL)?, text(FROM)?);
    let conditions = list(input, flags & CONDITIONS)?;
    let title = match flags & TITLE {
        0 => None,
        _ => Some(String::decode(input)?),
    };
    let rule = RuleEntry {
        name,
        title,
        line: Compact(line.ok_or("a line before the first")?),
        may: flags & MAY != 0,
        actions,
        data,
        named: sets.get(set).ok_or("no such set")?.clone(),
        purposes,
        from,
        until,
        conditions,
        duties: list(input, flags & DUTIES)?,
        overrides: list(input, flags & OVERRIDES)?,
    };
    Ok((rule, set))
}

/// A list that is there when its flag says so, and then has something in it.
fn list<I: Input, T: Decode>(input: &mut I, flag: u32) -> Result<Vec<T>, Error> {
    if flag == 0 {
        return Ok(Vec::new());
    }
    let list = Vec::<T>::decode(input)?;
    if list.is_empty() {
        return Err("a flag promises more than there is".into());
    }
    Ok(list)
}

fn decode_name<I: Input>(input: &mut I, before: &str) -> Result<String, Error> {
    let length = usize::from(u8::decode(input)?);
    let rest = String::decode(input)?;
    let beginning = before.get(..length).ok_or("a name goes on from nothing")?;
    let name = [beginning, &rest].concat();
    if name.len() as u64 > NAME_BYTES {
        return Err("a name is too long".into());
    }
    if kept(before, &name) != length {
        return Err("a name could keep more of the one before".into());
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::Duty;

    fn rule(name: &str, line: u32) -> RuleEntry {
        RuleEntry {
            name: name.into(),
            title: None,
            line: Compact(line),
            may: true,
            actions: Compact(0),
            data: Compact(1),
            named: IdSet::interval(3, 4),
            purposes: None,
            from: None,
            until: None,
            conditions: Vec::new(),
            duties: Vec::new(),
            overrides: Vec::new(),
        }
    }

    fn full(name: &str, line: u32) -> RuleEntry {
        RuleEntry {
            title: Some("A title".into()),
            may: false,
            named: IdSet::interval(0, 9),
            purposes: Some(Compact(2)),
            from: Some(Compact(3)),
            until: Some(Compact(4)),
            conditions: vec![Compact(5), Compact(6)],
            duties: vec![Duty::Review {
                by: None,
                within_hours: None,
            }],
            overrides: vec![Compact(0)],
            ..rule(name, line)
        }
    }

    #[test]
    fn rules_come_back_as_they_were_written() {
        let rules = [
            rule("k00001", 70),
            full("k00002", 4),
            rule("kä", 1_000_000),
            rule("kæ", 1),
            full("kæ-b", u32::MAX),
        ];
        let rules: RuleEntries = rules.into_iter().collect();
        let bytes = rules.encode();
        assert_eq!(RuleEntries::decode(&mut bytes.as_slice()), Ok(rules));
    }

    #[test]
    fn a_rule_like_the_one_before_takes_eight_bytes() {
        let rules = |count: u32| -> usize {
            let rules = (0..count).map(|number| rule(&format!("k{:04}", 1_000 + number), number));
            rules.collect::<RuleEntries>().encode().len()
        };
        assert_eq!(rules(6) - rules(5), 8);
    }

    #[test]
    fn rules_that_share_a_great_set_ask_for_bounded_memory() {
        let pieces = 4_096;
        let named: IdSet = (0..pieces).map(|piece| (piece * 2, piece * 2)).collect();
        let decoded = |count: u64| {
            let rules = (0..count).map(|number| RuleEntry {
                named: named.clone(),
                ..rule(&format!("k{number:05}"), 1)
            });
            let bytes = rules.collect::<RuleEntries>().encode();
            RuleEntries::decode(&mut bytes.as_slice()).is_ok()
        };
        let most = NAMED_PIECES_MAX / u64::from(pieces);
        assert!(decoded(most));
        assert!(!decoded(most + 1));
    }

    #[test]
    fn another_way_to_write_the_same_rules_is_refused() {
        let rules: RuleEntries = [rule("ab", 1), rule("ac", 1)].into_iter().collect();
        let bytes = rules.encode();
        // One set of one interval; two rules: flags, kept, name, line, actions, data, set.
        let rest = [
            8, 4, 0, 8, b'a', b'b', 8, 0, 4, 0, 4, 1, 4, b'c', 0, 0, 4, 0,
        ];
        assert_eq!(bytes[10..], rest);
        let refused = |from: usize, to: usize, with: &[u8]| {
            let mut other = bytes.clone();
            other.splice(from..to, with.iter().copied());
            RuleEntries::decode(&mut other.as_slice()).is_err()
        };
        assert!(refused(12, 13, &[1]), "a first name that goes on");
        assert!(
            refused(21, 24, &[0, 8, b'a', b'c']),
            "a name that keeps less"
        );
        assert!(refused(19, 20, &[4]), "a set that is not there");
        assert!(refused(20, 21, &[68, 0]), "a condition that is none");
        assert!(
            refused(0, 1, &[8, 4, 0, 0, 0, 0, 0, 0, 0, 0]),
            "a set too many"
        );
    }

    /// No set, and as many rules as the number says, none of which is there.
    #[test]
    fn a_number_of_rules_that_no_module_holds_is_refused_before_they_are_read() {
        let told = |count: u64| {
            let mut bytes = vec![0];
            Compact(count as u32).encode_to(&mut bytes);
            let error = RuleEntries::decode(&mut bytes.as_slice());
            error.map_err(|error| error.to_string())
        };
        let too_many = "more rules than a module holds";
        let is_too_many = |count| told(count).is_err_and(|told| told.contains(too_many));
        assert!(!is_too_many(RULES_MAX));
        assert!(told(RULES_MAX).is_err());
        assert!(is_too_many(RULES_MAX + 1));
    }

    #[test]
    fn a_name_is_as_long_as_names_may_be_and_no_longer() {
        let decoded = |bytes: u64| {
            let long = "n".repeat(bytes as usize);
            let rules = [rule("a", 1), rule(&long, 2)];
            let rules: RuleEntries = rules.into_iter().collect();
            RuleEntries::decode(&mut rules.encode().as_slice()) == Ok(rules)
        };
        assert!(decoded(NAME_BYTES));
        assert!(!decoded(NAME_BYTES + 1));
    }
}
