//! What a chain may begin with.

use abi::Instant;
use abi::limits::{CERTIFICATE_BYTES, ORGANISATION_DEPTH};
use abi::terms::Name;

use super::{GenesisConfig, GenesisOrganisation};
use crate::Ledger;
use crate::fixture::{boxed, config, public};
use crate::membership::{account_of, governance, organisation_of, root_of};
use crate::records::{AccountKind, Governance, Quorum, Voter};
use crate::store::MemoryBackend;

fn organisation(name: &str, within: Option<&str>) -> GenesisOrganisation {
    GenesisOrganisation {
        key: public(name),
        name: name.into(),
        kind: "hospital".into(),
        within: within.map(Name::from),
        root: None,
    }
}

fn consortium() -> GenesisConfig {
    let mut clinic = organisation("clinic", None);
    clinic.root = Some(vec![9; 300]);
    let mut voters = vec![
        Voter::Organisation("clinic".into()),
        Voter::Key(public("board")),
    ];
    voters.sort_unstable();
    GenesisConfig {
        governance: Governance {
            members: Quorum::of_keys([public("admin"), public("board")], 2),
            contracts: Quorum { voters, needed: 1 },
        },
        organisations: vec![clinic, organisation("ward", Some("clinic"))],
        ..config()
    }
}

#[test]
fn a_consortium_begins_with_its_organisations_roots_and_quorums() {
    let config = consortium();
    let disk = MemoryBackend::new();
    drop(Ledger::create(boxed(&disk), config.clone()).unwrap());
    let ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
    assert_eq!(*ledger.config(), config);
    let state = ledger.state();
    assert_eq!(governance(state).unwrap(), config.governance);
    for admin in ["admin", "board"] {
        let account = account_of(state, &public(admin)).unwrap().unwrap();
        assert_eq!(account.kind, AccountKind::Admin);
    }
    let ward = organisation_of(state, "ward").unwrap().unwrap();
    assert_eq!(ward.within.as_deref(), Some("clinic"));
    assert_eq!(root_of(state, "clinic"), Some(&[9; 300][..]));
    assert_eq!(root_of(state, "ward"), None);
}

#[test]
fn a_configuration_that_nobody_could_live_with_is_refused() {
    let deep = |depth: u64| {
        let mut config = consortium();
        for level in 2..depth {
            let outer = if level == 2 {
                "ward".into()
            } else {
                format!("level {}", level - 1)
            };
            config
                .organisations
                .push(organisation(&format!("level {level}"), Some(&outer)));
        }
        config
    };
    let with = |change: &dyn Fn(&mut GenesisConfig)| {
        let mut config = consortium();
        change(&mut config);
        config.check().is_ok()
    };
    assert!(with(&|_| ()));
    assert!(with(&|config| config.time = Instant(i64::MIN)));
    assert!(!with(&|config| config.name = String::new()));
    assert!(!with(
        &|config| config.organisations[0].name = " clinic".into()
    ));
    assert!(!with(&|config| config.organisations.reverse()));
    assert!(!with(
        &|config| config.organisations[1].name = "clinic".into()
    ));
    assert!(!with(
        &|config| config.organisations[1].key = public("clinic")
    ));
    assert!(!with(
        &|config| config.organisations[1].key = public("admin")
    ));
    assert!(!with(&|config| drop(config.organisations.drain(..))));
    assert!(!with(&|config| config.governance.members.needed = 3));
    assert!(!with(&|config| config.governance.contracts.needed = 0));
    let nowhere = || vec![Voter::Organisation("nowhere".into())];
    assert!(!with(
        &|config| config.governance.contracts.voters = nowhere()
    ));
    let longest = CERTIFICATE_BYTES as usize;
    assert!(with(
        &|config| config.organisations[0].root = Some(vec![0; longest])
    ));
    assert!(!with(
        &|config| config.organisations[0].root = Some(vec![0; longest + 1])
    ));
    assert!(!with(
        &|config| config.organisations[0].root = Some(Vec::new())
    ));
    assert!(deep(ORGANISATION_DEPTH).check().is_ok());
    assert!(deep(ORGANISATION_DEPTH + 1).check().is_err());
}

#[test]
fn every_part_of_a_configuration_is_part_of_the_chain_s_id() {
    let id = consortium().chain_id();
    let mut other = consortium();
    other.governance.members.needed = 1;
    assert_ne!(other.chain_id(), id);
    let mut other = consortium();
    other.organisations[0].root = None;
    assert_ne!(other.chain_id(), id);
}
