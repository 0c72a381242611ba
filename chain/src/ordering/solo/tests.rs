//! What one validator commits: the block that was asked for, once, with the certificate that it was committed with.

use ledger::store::{MemoryBackend, Survivors};
use ledger::{Action, GenesisConfig, Header, History, Ledger, WriteSet};

use super::*;
use crate::Executor;
use crate::fixture::{START, config, engine, public, sign, signer};

const LIMITS: BuildLimits = BuildLimits {
    transactions: 10,
    bytes: 1 << 20,
};

/// The folders of a chain and of its proposals.
struct Folders(MemoryBackend, MemoryBackend);

impl Folders {
    /// Empty ones, and a node on them.
    fn begin(proposer: PublicKey) -> (Folders, Solo) {
        let folders = Folders(MemoryBackend::new(), MemoryBackend::new());
        let config = GenesisConfig {
            proposer,
            ..config()
        };
        let ledger = Ledger::create(Box::new(folders.0.clone()), config).unwrap();
        let node = folders.node(ledger);
        (folders, node)
    }

    /// Opens them again, as after the process is gone.
    fn open_again(&self) -> Solo {
        let left = |disk: &MemoryBackend| disk.crash(Survivors::Everything);
        let folders = Folders(left(&self.0), left(&self.1));
        let opened = Ledger::open(Box::new(folders.0.clone())).unwrap();
        folders.node(opened.ledger)
    }

    fn node(&self, ledger: Ledger) -> Solo {
        let proposals = Proposals::open(Box::new(self.1.clone())).unwrap();
        let executor = Executor::serial(engine());
        Solo::new(Chain::new(ledger, executor, signer("proposer")), proposals).unwrap()
    }
}

fn begin() -> (Folders, Solo) {
    Folders::begin(public("proposer"))
}

/// The first round of the height after the tip, and its time.
fn next(node: &Solo) -> (Turn, Instant) {
    let height = node.next_height();
    let now = Instant(START + height.0 as i64);
    (Turn { height, round: 0 }, now)
}

/// Builds the next block, without transactions, at a time so much later than usual.
fn build(node: &mut Solo, late: i64) -> Block {
    let (turn, now) = next(node);
    node.build(turn, Instant(now.0 + late), &[], LIMITS)
        .unwrap()
}

fn commit(node: &mut Solo, id: Hash) -> Result<Next, OrderingError> {
    node.commit(id, &signer("proposer").sign(&id))
}

#[test]
fn the_last_blocks_are_committed_again_and_older_ones_are_not_known_any_more() {
    let (folders, mut node) = begin();
    let mut ids = vec![node.tip().id];
    for count in 1..RECENT + 3 {
        let id = build(&mut node, 0).header.hash();
        commit(&mut node, id).unwrap();
        ids.push(id);
        for node in [&mut node, &mut folders.open_again()] {
            let tip = node.tip();
            for (height, id) in ids.iter().enumerate() {
                let again = commit(node, *id).map(|next| next.tip);
                match count - height < RECENT {
                    true => assert_eq!(again.unwrap(), tip, "{height} of {count}"),
                    false => assert!(
                        matches!(again, Err(OrderingError::Unstaged(_))),
                        "{height} of {count}"
                    ),
                }
            }
        }
    }
}

#[test]
fn of_two_staged_blocks_the_one_that_was_agreed_on_is_committed_also_after_a_restart() {
    let (folders, mut node) = begin();
    let (turn, now) = next(&node);
    let blocks = [0, 1].map(|late| build(&mut begin().1, late));
    for block in &blocks {
        let verdict = node.stage(turn, block.clone(), now).unwrap();
        assert_eq!(verdict, Verdict::Valid);
    }
    for block in &blocks {
        let id = block.header.hash();
        let next = commit(&mut folders.open_again(), id).unwrap();
        assert_eq!(next.tip.id, id);
    }
    let id = blocks[1].header.hash();
    assert_eq!(commit(&mut node, id).unwrap().tip.id, id);
}

#[test]
fn a_block_that_was_found_right_speaks_for_no_other() {
    let (_, mut node) = begin();
    let (turn, now) = next(&node);
    let good = build(&mut begin().1, 0);
    let mut bad = build(&mut begin().1, 1);
    bad.certificate.0[0] ^= 1;
    assert_eq!(node.stage(turn, good, now).unwrap(), Verdict::Valid);
    for _ in 0..2 {
        let verdict = node.stage(turn, bad.clone(), now).unwrap();
        let refused = Verdict::Refused(Reject::BadCertificate.into());
        assert_eq!(verdict, refused);
    }
}

/// A key whose every signature with a point of small order and zero is right: so one block has two certificates.
const SMALL_ORDER: PublicKey = PublicKey({
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
});

/// Two right signatures by that key of anything: the point of order one, and that of order two.
fn two_certificates() -> [Signature; 2] {
    let mut bytes = [[0; 64]; 2];
    bytes[0][..32].copy_from_slice(&SMALL_ORDER.0);
    bytes[1][..32].fill(0xff);
    (bytes[1][0], bytes[1][31]) = (0xec, 0x7f);
    bytes.map(Signature)
}

/// The empty block after the genesis block.
fn empty(node: &Solo, certificate: Signature) -> Block {
    let ledger = node.chain().ledger();
    let mut history = History::new();
    history.push(ledger.tip_hash());
    let header = Header {
        height: Height(1),
        parent: ledger.tip_hash(),
        time: Instant(START + 1),
        history_root: history.root(),
        ..*ledger.tip()
    };
    Block {
        header,
        certificate,
        writes: WriteSet::new(),
        transactions: Vec::new(),
        receipts: Vec::new(),
    }
}

#[test]
fn a_block_is_kept_with_the_certificate_that_it_was_committed_with() {
    let [first, second] = two_certificates();
    for (staged, committed) in [(first, second), (second, first), (first, first)] {
        let (_, mut node) = Folders::begin(SMALL_ORDER);
        let (turn, now) = next(&node);
        let block = empty(&node, staged);
        let id = block.header.hash();
        assert_eq!(node.stage(turn, block, now).unwrap(), Verdict::Valid);
        node.commit(id, &committed).unwrap();
        let kept = node.range(Height(0), Height(9)).unwrap();
        let kept: Vec<Signature> = kept.iter().map(|(_, kept)| *kept).collect();
        assert_eq!(kept, [committed]);
    }
}

/// Transactions of so many bytes each, which nobody has signed.
fn unsigned(bytes: &[usize]) -> (Vec<Transaction>, Vec<Checked>) {
    let all = bytes.iter().map(|bytes| {
        let store = Action::StoreModule { module: Vec::new() };
        let mut transaction = sign("admin", 0, store);
        let module = vec![0; *bytes];
        transaction.body.action = Action::StoreModule { module };
        let checked = Checked {
            id: Hash([bytes.count_ones() as u8; 32]),
            is_signed: false,
        };
        (transaction, checked)
    });
    all.unzip()
}

#[test]
fn as_many_transactions_are_sealed_as_fit_into_a_block_and_one_that_does_not_is_a_fault() {
    let (_, mut node) = begin();
    let most = abi::limits::BLOCK_BYTES as usize;
    let time = Instant(START + 1);
    let mut seal = |bytes: &[usize]| {
        let (transactions, checked) = unsigned(bytes);
        node.seal(time, transactions, checked)
    };
    for (bytes, fit) in [
        (&[1, 1][..], 2),
        (&[1, most], 1),
        (&[1, 1, 1, 1, 1, most], 3),
        (&[1, 1, most, 1, 1, 1], 1),
    ] {
        let sealed = seal(bytes).unwrap();
        let block = sealed.block();
        let found = (block.transactions.len(), block.receipts.len());
        assert_eq!(found, (fit, fit), "{bytes:?}");
    }
    let alone = seal(&[most]).unwrap_err();
    assert!(matches!(
        alone,
        Fault::Block(Reject::Decode(DecodeError::TooLong { .. }))
    ));
}
