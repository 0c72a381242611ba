//! Reports written and read again.

use proptest::prelude::*;

use super::*;

fn range() -> impl Strategy<Value = Range<usize>> {
    (any::<u32>(), any::<u32>()).prop_map(|(a, b)| a.min(b) as usize..a.max(b) as usize)
}

fn kind() -> impl Strategy<Value = Kind> {
    let policy = (range(), any::<u32>(), any::<u64>()).prop_map(|(input, output, room_out)| {
        Kind::Policy(Layout {
            input,
            output: output as usize,
            room_out,
        })
    });
    let names = proptest::collection::btree_set("[a-z][a-z0-9_]{0,30}", 0..6);
    let contract = names.prop_map(|names| Kind::Contract(names.into_iter().collect()));
    prop_oneof![policy, contract]
}

fn report() -> impl Strategy<Value = Report> {
    let wide = proptest::array::uniform7(any::<u64>());
    let narrow = (any::<u32>(), any::<u32>(), any::<u32>());
    let interface = proptest::option::of(range());
    let reaches = proptest::collection::vec(proptest::option::of(range()), 0..6);
    let data = proptest::collection::vec(range(), 0..6).prop_map(Data::new);
    let memory = (any::<bool>(), reaches, data);
    (kind(), interface, wide, narrow, memory).prop_map(
        |(kind, interface, wide, narrow, (is_pure, reaches, data))| Report {
            kind,
            interface,
            measurements: Measurements {
                bytes: wide[0],
                functions: narrow.0,
                code_bytes: wide[1],
                pages: narrow.1,
                data_bytes: wide[2],
                call_depth: narrow.2,
                chain_locals: wide[3],
                value_blocks: wide[4],
                branch_targets: wide[5],
                calls: wide[6],
                native_bytes: 0,
            },
            is_pure,
            reaches,
            data,
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read(report in report()) {
        let bytes = write(&report).unwrap();
        prop_assert_eq!(read(&bytes), Some(report));
        for length in 0..bytes.len() {
            prop_assert_eq!(read(&bytes[..length]), None);
        }
        prop_assert_eq!(read(&[bytes.as_slice(), &[0]].concat()), None);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Some(report) = read(&bytes) {
            prop_assert_eq!(write(&report), Some(bytes));
        }
    }
}
