//! What a certificate says of itself.

use crate::fixture::{self, *};
use crate::{CertificateError as Error, Holder, Unverified};

fn said(draft: &Draft, seed: u8) -> Result<Holder, Error> {
    Unverified::from_der(&draft.sign(seed)).map(|said| said.holder)
}

#[test]
fn a_certificate_says_whose_it_is_whoever_signed_it() {
    let lee = Holder::Member {
        id: "dr-lee".into(),
        roles: vec!["doctor".into(), "head of ward".into()],
    };
    for seed in [ROOT, OTHER] {
        assert_eq!(said(&fixture::root(), seed), Ok(Holder::Root));
        assert_eq!(said(&office(), seed), Ok(Holder::Intermediate));
        assert_eq!(said(&member(), seed), Ok(lee.clone()));
    }
    let shown = Unverified::from_der(&member().sign(OTHER)).expect("it keeps to the profile");
    assert_eq!(
        (shown.organisation.as_str(), &shown.serial[..]),
        ("Riverside", &[0x4a, 0x11][..])
    );
    assert_eq!(
        (shown.from, shown.until.0),
        (MEMBER_FIRST, MEMBER_LAST.0 + 1)
    );
}

#[test]
fn what_does_not_keep_to_the_profile_is_not_shown() {
    assert_eq!(said(&member().without(37), ROOT), Err(Error::Purpose));
    assert_eq!(
        said(&member().with(constraints(true, None)), ROOT),
        Err(Error::Authority)
    );
    let nameless = Draft {
        subject: name(&[common_name("x")]),
        ..fixture::root()
    };
    assert_eq!(said(&nameless, ROOT), Err(Error::Organisation));
}
