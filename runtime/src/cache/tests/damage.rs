//! Entries that are not as they were sealed: never run, compiled again, replaced, and told of.

use super::entry::HEADER_BYTES;
use super::*;

/// Puts `bytes` where the entry of policy 1 is, and holds that they are passed over for `why`, and
/// that a sound entry stands there afterwards.
fn passed_over(place: &Place, bytes: &[u8], why: Miss) {
    let module = policy(1);
    let sound = place.bytes(&module);
    fs::write(place.entry(&module), bytes).unwrap();
    let cache = place.open();
    assert_eq!(admit(&cache, 1), compiled(why));
    assert_eq!(cache.uses().compiled, BTreeMap::from([(why, 1)]));
    assert_eq!(place.bytes(&module), sound, "it is replaced");
    assert_eq!(admit(&place.open(), 1), Cached::Disk);
}

fn sealed() -> (Place, Vec<u8>) {
    let place = Place::new();
    assert_eq!(admit(&place.open(), 1), compiled(Miss::Absent));
    let bytes = place.bytes(&policy(1));
    (place, bytes)
}

/// What a changed byte is taken for, by where it stands: what is before the seal says whose entry it is,
/// and a length may say that there should be more.
fn reasons(at: usize) -> &'static [Miss] {
    match at {
        0..16 => &[Miss::Foreign],
        112..124 => &[Miss::Truncated, Miss::Altered],
        _ => &[Miss::Altered],
    }
}

#[test]
fn no_entry_with_any_bit_of_its_header_or_any_byte_behind_it_changed_opens() {
    let (place, sound) = sealed();
    let secret = fs::read(&place.settings.key).unwrap();
    let sealer = Sealer::new(ENGINE.clone(), secret.as_slice().try_into().unwrap());
    let hash = Domain::Module.hash(&policy(1));
    assert!(sealer.open(hash, &sound).is_ok());
    let header = (0..HEADER_BYTES).flat_map(|at| (0..8).map(move |bit| (at, 1 << bit)));
    let behind = (HEADER_BYTES..sound.len()).map(|at| (at, 1 << (at % 8)));
    let mut changed = sound.clone();
    for (at, mask) in header.chain(behind) {
        changed[at] ^= mask;
        let Err(why) = sealer.open(hash, &changed) else {
            panic!("byte {at} with {mask:02x} changed opens");
        };
        assert!(reasons(at).contains(&why), "byte {at}: {why:?}");
        changed[at] ^= mask;
    }
}

#[test]
fn a_changed_byte_is_never_run_and_is_compiled_again() {
    let (place, sound) = sealed();
    let header = 0..HEADER_BYTES;
    let sampled = (HEADER_BYTES..sound.len()).step_by(sound.len() / 150);
    for at in header.chain(sampled).chain([sound.len() - 1]) {
        let mut changed = sound.clone();
        changed[at] ^= 0x10;
        let module = policy(1);
        fs::write(place.entry(&module), &changed).unwrap();
        let cached = admit(&place.open(), 1);
        let is_told = reasons(at).iter().any(|why| cached == compiled(*why));
        assert!(is_told, "byte {at}: {cached:?}");
        assert_eq!(place.bytes(&module), sound, "byte {at}");
    }
}

#[test]
fn what_was_cut_off_is_truncated_at_every_length() {
    let (place, sound) = sealed();
    let edges = [
        16,
        48,
        80,
        112,
        116,
        HEADER_BYTES,
        HEADER_BYTES + 100,
        sound.len(),
    ];
    let beside = edges.into_iter().flat_map(|edge| [edge - 1, edge]);
    for length in [0, 1, 7, 8].into_iter().chain(beside) {
        if length < sound.len() {
            passed_over(&place, &sound[..length], Miss::Truncated);
        }
    }
    for length in (HEADER_BYTES..sound.len()).step_by(sound.len() / 20) {
        passed_over(&place, &sound[..length], Miss::Truncated);
    }
}

#[test]
fn what_stands_behind_the_end_is_an_alteration() {
    let (place, sound) = sealed();
    passed_over(&place, &[sound.as_slice(), b"\0"].concat(), Miss::Altered);
    passed_over(&place, &[sound.as_slice(), &sound].concat(), Miss::Altered);
}

#[test]
fn entries_in_each_other_s_place_are_foreign() {
    let (place, one) = sealed();
    assert_eq!(admit(&place.open(), 2), compiled(Miss::Absent));
    let two = place.bytes(&policy(2));
    fs::write(place.entry(&policy(2)), &one).unwrap();
    passed_over(&place, &two, Miss::Foreign);
    assert_eq!(admit(&place.open(), 2), compiled(Miss::Foreign));
    assert_eq!(place.bytes(&policy(2)), two);
}

#[test]
fn what_another_configuration_made_is_stale_and_is_replaced() {
    let place = Place::new();
    let other = || {
        let engine = Engine::with(Optimisation::Off).unwrap();
        ModuleCache::open(engine, NOTHING, &place.settings).unwrap()
    };
    assert_eq!(admit(&other(), 1), compiled(Miss::Absent));
    assert_eq!(admit(&other(), 1), Cached::Disk);
    assert_eq!(admit(&place.open(), 1), compiled(Miss::Stale));
    assert_eq!(admit(&place.open(), 1), Cached::Disk);
    assert_eq!(admit(&other(), 1), compiled(Miss::Stale));
    assert!(!Miss::Stale.is_suspicious());
}

#[test]
fn what_another_key_sealed_is_foreign() {
    let (place, sound) = sealed();
    fs::remove_file(&place.settings.key).unwrap();
    let cache = place.open();
    assert_eq!(admit(&cache, 1), compiled(Miss::Foreign));
    assert_ne!(place.bytes(&policy(1)), sound);
    assert_eq!(admit(&place.open(), 1), Cached::Disk);
    passed_over(&place, &sound, Miss::Foreign);
}

/// All but the secret is known to who writes this: the format, the key's id, the fingerprint, the code.
#[test]
fn a_seal_made_without_the_secret_does_not_hold() {
    let (place, sound) = sealed();
    let context = "assent module cache 1: seal";
    let all = |bytes: &[u8]| [&bytes[..16], &bytes[48..]].concat();
    let forgeries = [
        *blake3::hash(&all(&sound)).as_bytes(),
        *blake3::keyed_hash(&[0; 32], &all(&sound)).as_bytes(),
        blake3::derive_key(context, &all(&sound)),
        *blake3::keyed_hash(&blake3::derive_key(context, &[0; 32]), &all(&sound)).as_bytes(),
        [0; 32],
    ];
    for seal in forgeries {
        let forged = [&sound[..16], &seal, &sound[48..]].concat();
        passed_over(&place, &forged, Miss::Altered);
    }
    // The oracle is right about what is sealed: with the secret it is the very seal.
    let secret = fs::read(&place.settings.key).unwrap();
    let key = blake3::derive_key(context, &secret);
    let seal = blake3::keyed_hash(&key, &all(&sound));
    assert_eq!(seal.as_bytes()[..], sound[16..48]);
}

#[test]
fn an_entry_that_was_sealed_and_cannot_be_loaded_is_unreadable() {
    let (place, _) = sealed();
    let secret = fs::read(&place.settings.key).unwrap();
    let sealer = Sealer::new(ENGINE.clone(), secret.as_slice().try_into().unwrap());
    let module = policy(1);
    let (report, native) = ENGINE.compile(&module).unwrap();
    let hash = Domain::Module.hash(&module);
    let code = native.serialize().unwrap();
    assert_eq!(
        sealer.seal(hash, &report, &code).unwrap(),
        place.bytes(&module)
    );
    for code in [b"".as_slice(), b"no code", &code[..code.len() / 2]] {
        let entry = sealer.seal(hash, &report, code).unwrap();
        passed_over(&place, &entry, Miss::Unreadable);
    }
}
