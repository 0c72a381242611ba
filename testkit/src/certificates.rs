//! Certificates with damage under a right signature, and what must hold of any.
//!
//! The certificates of `tests/certificates` are taken apart into the elements of their DER, a few of those are changed,
//! left out, doubled or moved, and the whole is put together with right lengths and signed anew. So damage comes to
//! every check, and not only to that of the signature.

use std::sync::LazyLock;

use abi::Instant;
use abi::limits::MEMBER_ROLES;
use abi::terms::is_enrolled_name;
use ed25519_zebra::SigningKey;
use msp::{CertificateError, Certified, Holder, Root, Unverified};

use crate::entropy::Entropy;

mod element;

use element::Element;

/// 2026-03-01: within all periods of the undamaged ones.
pub const NOW: Instant = Instant(1_772_323_200);

/// The seeds of the keys of the root and of the office.
const ROOT: u8 = 1;
const OFFICE: u8 = 3;

/// A root, a chain that is to lead to it, and a list that it is to have signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateCase {
    /// The root's bytes.
    pub root: Vec<u8>,
    /// The member's certificate, and the issuers between.
    pub chain: Vec<Vec<u8>>,
    /// The list of revoked certificates.
    pub list: Vec<u8>,
}

/// What a case came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// Whether the root is one.
    pub is_root: bool,
    /// What the undamaged root says of the chain.
    pub certified: Result<Certified, CertificateError>,
    /// Whether the list is the undamaged root's.
    pub is_list: bool,
}

static WHOLE: LazyLock<[Vec<u8>; 5]> = LazyLock::new(|| {
    [
        include_str!("../../tests/certificates/root.pem"),
        include_str!("../../tests/certificates/member.pem"),
        include_str!("../../tests/certificates/member-of-office.pem"),
        include_str!("../../tests/certificates/office.pem"),
        include_str!("../../tests/certificates/revoked.pem"),
    ]
    .map(der)
});

/// The bytes of a text that has one block of PEM, with or without words before it.
///
/// # Panics
/// When there is none.
pub fn der(text: &str) -> Vec<u8> {
    let begin = text.find("-----BEGIN").expect("a block");
    pem_rfc7468::decode_vec(&text.as_bytes()[begin..])
        .expect("PEM")
        .1
}

/// A case without damage: of a member whom the root issued, or whom an office below it did.
pub fn undamaged(below_office: bool) -> CertificateCase {
    let [root, member, below, office, list] = WHOLE.clone();
    CertificateCase {
        root,
        chain: if below_office {
            vec![below, office]
        } else {
            vec![member]
        },
        list,
    }
}

/// A case from bytes: damage to one of the certificates or to the list, mostly under a right signature; plain bytes one
/// time in eight.
pub fn case(bytes: &[u8]) -> CertificateCase {
    let mut choices = Entropy::new(bytes);
    let mut case = undamaged(choices.one_in(2));
    let signer = if case.chain.len() > 1 { OFFICE } else { ROOT };
    let (what, signer) = match choices.below(4) {
        0 => (&mut case.root, ROOT),
        1 => (&mut case.list, ROOT),
        2 if case.chain.len() > 1 => (&mut case.chain[1], ROOT),
        _ => (&mut case.chain[0], signer),
    };
    match choices.below(8) {
        7 => *what = (0..choices.below(256)).map(|_| choices.byte()).collect(),
        6 => flip(what, &mut choices),
        _ => *what = damage_and_sign(what, signer, &mut choices),
    }
    case
}

fn flip(bytes: &mut [u8], choices: &mut Entropy) {
    let place = choices.below(256) * 256 + choices.below(256);
    let place = place % bytes.len();
    bytes[place] ^= 1 << choices.below(8);
}

fn damage_and_sign(whole: &[u8], signer: u8, choices: &mut Entropy) -> Vec<u8> {
    let mut element = Element::parse(whole).expect("an undamaged one");
    let parts = element.parts_mut().expect("a sequence");
    for _ in 0..=choices.below(3) {
        parts[0].damage(choices);
    }
    let signed = parts[0].bytes();
    let signature = SigningKey::from([signer; 32]).sign(&signed).to_bytes();
    parts[2] = Element::of(3, [&[0][..], &signature].concat());
    element.bytes()
}

/// Asserts that a case comes to a verdict, that what is certified is within every bound, and that it is what the
/// certificate itself says and holds in its period alone.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_certificates_come_to_a_verdict(case: &CertificateCase) -> Verdicts {
    let root = Root::from_der(&WHOLE[0]).expect("the undamaged root");
    let read = Root::from_der(&case.root);
    if let Ok(read) = &read {
        assert_eq!(read.der(), case.root, "two texts of one root");
        assert!(is_enrolled_name(read.organisation()) && read.from() < read.until());
    }
    let certified = msp::certify(&case.chain, &root, NOW);
    if let Ok(said) = &certified {
        is_sound(said, case, &root);
    }
    let list = msp::revoked(&case.list, &root, NOW);
    if let Ok(serials) = &list {
        assert!(serials.is_sorted() && serials.iter().all(|serial| serial.len() <= 20));
    }
    for der in case.chain.iter().chain([&case.root, &case.list]) {
        let _ = Unverified::from_der(der);
    }
    Verdicts {
        is_root: read.is_ok(),
        certified,
        is_list: list.is_ok(),
    }
}

fn is_sound(said: &Certified, case: &CertificateCase, root: &Root) {
    let names = said.roles.iter().chain([&said.id, &said.organisation]);
    assert!(
        names.into_iter().all(|name| is_enrolled_name(name)),
        "{said:?}"
    );
    assert_eq!(said.organisation, root.organisation());
    assert!(said.roles.len() as u64 <= MEMBER_ROLES);
    assert!(said.from <= NOW && NOW < said.until);
    assert!(root.from() <= said.from && said.until <= root.until());
    assert_eq!(said.issuers.len() + 1, case.chain.len());
    let shown = Unverified::from_der(&case.chain[0]).expect("it was certified");
    let holder = Holder::Member {
        id: said.id.clone(),
        roles: said.roles.clone(),
    };
    assert_eq!(
        (shown.holder, shown.key, shown.fingerprint),
        (holder, said.key, said.fingerprint)
    );
    let at = |seconds| msp::certify(&case.chain, root, Instant(seconds));
    assert_eq!(at(said.from.0).as_ref(), Ok(said));
    assert_eq!(at(said.until.0 - 1).as_ref(), Ok(said));
    assert_eq!(at(said.from.0 - 1), Err(CertificateError::NotYetValid));
    assert_eq!(at(said.until.0), Err(CertificateError::Expired));
}
