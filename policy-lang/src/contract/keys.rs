//! What a rule is looked up by, and how that becomes 64 bits.
//!
//! A key is, from the highest bit: atom, classes of custodian, action, category and purpose, each in
//! as many bits as the policy needs. Classes count from 1 there: 0 is the wildcard, so that a key
//! with wildcards is the whole key with some fields cleared.

use super::TooLarge;

/// An index key before packing; `None` is the wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub atom: u32,
    pub action: Option<u32>,
    pub category: Option<u32>,
    pub purpose: Option<u32>,
    pub custodian: Option<u32>,
}

/// How many combinations of wildcards there are.
const COMBINATIONS: u32 = 16;

impl Key {
    /// The wildcards as bits: 1 purpose, 2 category, 4 action, 8 custodian.
    pub fn combination(self) -> u32 {
        u32::from(self.purpose.is_none())
            | u32::from(self.category.is_none()) << 1
            | u32::from(self.action.is_none()) << 2
            | u32::from(self.custodian.is_none()) << 3
    }
}

/// The lowest bit of each field of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyShape {
    /// Of the category's class; that of the purpose begins at bit 0.
    pub category: u32,
    /// Of the action's class.
    pub action: u32,
    /// Of the custodian's class.
    pub custodian: u32,
    /// Of the atom, and so the bits of all classes together.
    pub atom: u32,
}

/// How many different values each field of a key has.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyCounts {
    /// Atoms, the unused number 0 among them.
    pub atoms: u64,
    /// Classes of actions.
    pub actions: u64,
    /// Classes of categories.
    pub categories: u64,
    /// Classes of purposes.
    pub purposes: u64,
    /// Classes of custodians; 0 when no rule is about any.
    pub custodians: u64,
    /// Roles.
    pub roles: u64,
    /// The last party's id.
    pub last_party: u64,
}

/// The bits that tell the numbers 0 to `last` apart.
fn bits(last: u64) -> u32 {
    64 - last.leading_zeros()
}

impl KeyShape {
    /// The fields that hold so much.
    ///
    /// # Errors
    /// Reject: a key would need more than 64 bits.
    pub fn new(counts: &KeyCounts) -> Result<KeyShape, TooLarge> {
        let category = bits(counts.purposes);
        let action = category + bits(counts.categories);
        // Pairs of a role and a party are looked up in the same table, as atom 0.
        let pair = bits(counts.last_party) + bits(counts.roles);
        let custodian = action + bits(counts.actions);
        let atom = (custodian + bits(counts.custodians)).max(pair);
        let total = atom + bits(counts.atoms);
        if total > 63 {
            return Err(TooLarge {
                what: "bits in an index key",
                count: u64::from(total),
                max: 63,
            });
        }
        Ok(KeyShape {
            category,
            action,
            custodian,
            atom,
        })
    }

    /// The bits that the evaluator looks up; never 0, since atoms are numbered from 1.
    pub fn pack(self, key: Key) -> u64 {
        let class = |class: Option<u32>| class.map_or(0, |class| u64::from(class) + 1);
        u64::from(key.atom) << self.atom
            | class(key.custodian) << self.custodian
            | class(key.action) << self.action
            | class(key.category) << self.category
            | class(key.purpose)
    }

    /// The bits of a role of a party; never 0 and never a rule's key: the party is somebody.
    pub fn pack_pair(self, role: u32, party: u32, last_party: u32) -> u64 {
        u64::from(role) << bits(u64::from(last_party)) | u64::from(party)
    }

    /// The bits that each combination of wildcards leaves of a key.
    pub fn left_by_wildcards(self) -> Vec<u64> {
        let field = |from: u32, to: u32| (1u64 << to) - (1u64 << from);
        let fields = [
            field(0, self.category),
            field(self.category, self.action),
            field(self.action, self.custodian),
            field(self.custodian, self.atom),
        ];
        let of = |combination: u32| {
            let cleared = fields.iter().zip(0..);
            cleared
                .filter(|(_, bit)| combination >> bit & 1 == 1)
                .fold(u64::MAX, |left, (field, _)| left & !field)
        };
        (0..COMBINATIONS).map(of).collect()
    }
}

/// The lowest bit of the role in the key of a pair.
pub(super) fn role_shift(last_party: u32) -> u32 {
    bits(u64::from(last_party))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: KeyCounts = KeyCounts {
        atoms: 101,
        actions: 3,
        categories: 20,
        purposes: 6,
        custodians: 5,
        roles: 4,
        last_party: 70_000,
    };

    #[test]
    fn keys_with_wildcards_are_whole_keys_with_fields_cleared() {
        let shape = KeyShape::new(&COUNTS).unwrap();
        let left = shape.left_by_wildcards();
        let some = [None, Some(2)];
        let whole = shape.pack(Key {
            atom: 9,
            action: some[1],
            category: some[1],
            purpose: some[1],
            custodian: some[1],
        });
        for combination in 0..16usize {
            let key = Key {
                atom: 9,
                action: some[combination & 1],
                category: some[combination >> 1 & 1],
                purpose: some[combination >> 2 & 1],
                custodian: some[combination >> 3],
            };
            let mask = left[key.combination() as usize];
            assert_eq!(shape.pack(key), whole & mask);
        }
    }

    #[test]
    fn every_value_of_every_field_has_a_key_of_its_own() {
        let shape = KeyShape::new(&COUNTS).unwrap();
        let classes = |count: u64| (0..count as u32).map(Some).chain([None]);
        let mut keys = std::collections::BTreeSet::new();
        let mut count = 0;
        for atom in [1, 100] {
            for custodian in classes(COUNTS.custodians) {
                for action in classes(COUNTS.actions) {
                    for category in classes(COUNTS.categories) {
                        for purpose in classes(COUNTS.purposes) {
                            let key = Key {
                                atom,
                                action,
                                category,
                                purpose,
                                custodian,
                            };
                            assert!(shape.pack(key) < 1 << 63);
                            keys.insert(shape.pack(key));
                            count += 1;
                        }
                    }
                }
            }
        }
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn a_pair_is_no_rule_s_key() {
        let shape = KeyShape::new(&COUNTS).unwrap();
        let last = COUNTS.last_party as u32;
        assert!(shape.pack_pair(3, last, last) < 1 << shape.atom);
        assert_ne!(shape.pack_pair(0, 1, last), 0);
        assert_ne!(shape.pack_pair(1, 0, last), shape.pack_pair(0, last, last));
    }

    #[test]
    fn keys_of_more_than_63_bits_are_refused() {
        let counts = KeyCounts {
            atoms: 1 << 24,
            actions: 1 << 8,
            categories: 1 << 22,
            purposes: 1 << 9,
            ..COUNTS
        };
        assert!(KeyShape::new(&counts).is_err());
    }
}
