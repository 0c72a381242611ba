//! Blocks: an ordered list of transactions, what became of each, and what they changed.
//!
//! ```text
//! block = header | certificate (64) | writes | transactions | receipts
//! ```
//!
//! The header's hash commits to everything else; the certificate, the proposer's signature of that
//! hash, stays outside it. Each transaction is stored behind its own length, so that a limit holds
//! for each before it is decoded.

use abi::limits::{BLOCK_BYTES, BLOCK_TRANSACTIONS};
use abi::receipt::Receipt;
use abi::{Domain, Hash, Height, Instant, OutcomeCode, PublicKey, Signature};
use parity_scale_codec::{Compact, Decode, Encode, Error, Input, Output};

use crate::decode::{decode_exact, decode_prefix};
use crate::error::{DecodeError, Reject};
use crate::list::{leaf, list_root};
use crate::signature::{Signed, verify_signature, verify_signatures};
use crate::state::WriteSet;
use crate::transaction::Transaction;

#[cfg(test)]
mod tests;

/// Bytes of a header.
pub(crate) const HEADER_BYTES: u64 = 32 + 8 + 32 + 8 + 32 + 32 + 32 + 32 + 32 + 2;

/// A height that no chain reaches, and that leaves room to count on.
pub(crate) const HEIGHT_MAX: Height = Height(1 << 62);

/// What a block's hash is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Header {
    /// The chain's id.
    pub chain: Hash,
    /// The block's number.
    pub height: Height,
    /// The hash of the header before; [`Hash::ZERO`] before the genesis block.
    pub parent: Hash,
    /// The block's time; after its parent's.
    pub time: Instant,
    /// The root of the list of transactions.
    pub transactions_root: Hash,
    /// The root of the list of receipts.
    pub receipts_root: Hash,
    /// The root of the state after this block.
    pub state_root: Hash,
    /// The root over the hashes of all blocks before this one.
    pub history_root: Hash,
    /// Who proposes it.
    pub proposer: PublicKey,
    /// The version of the rules that executed it.
    pub protocol: u16,
}

impl Header {
    /// The block's hash.
    pub fn hash(&self) -> Hash {
        Domain::Header.hash_of(self)
    }

    /// Whether `certificate` is the proposer's. The genesis block has none: zeros stand in its place.
    pub fn is_certified_by(&self, certificate: &Signature) -> bool {
        let signed = Signed {
            key: self.proposer,
            message: self.hash(),
            signature: *certificate,
        };
        match self.height {
            Height(0) => *certificate == Signature([0; 64]),
            _ => verify_signature(&signed),
        }
    }
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What its hash is of.
    pub header: Header,
    /// The proposer's signature of the header's hash; zeros in the genesis block, which is a
    /// function of its configuration.
    pub certificate: Signature,
    /// What the transactions changed together.
    pub writes: WriteSet,
    /// The transactions, in the order in which they count.
    pub transactions: Vec<Transaction>,
    /// What became of each.
    pub receipts: Vec<Receipt>,
}

impl Block {
    /// Decodes exactly one block within every limit. What it says is not checked.
    ///
    /// # Errors
    /// Reject: too long, or not a block.
    pub fn from_bytes(bytes: &[u8]) -> Result<Block, DecodeError> {
        decode_exact(bytes, BLOCK_BYTES)
    }

    /// Checks all that needs no state: counts, both roots, certificate, and that signatures and
    /// receipts agree.
    ///
    /// # Errors
    /// Reject: the first of these that does not hold.
    pub fn check(&self) -> Result<(), Reject> {
        let signed = self.check_unsigned()?;
        self.check_signatures(&verify_signatures(&signed))
    }

    /// The same but for the signatures of the transactions, which it gives.
    pub(crate) fn check_unsigned(&self) -> Result<Vec<Signed>, Reject> {
        check_counts(&self.transactions, &self.receipts)?;
        let signed: Vec<Signed> = self.transactions.iter().map(Signed::from).collect();
        if signed
            .iter()
            .zip(&self.receipts)
            .any(|(one, receipt)| one.message != receipt.transaction)
        {
            return Err(Reject::ReceiptsDiffer);
        }
        if transactions_root(&self.transactions, &self.receipts) != self.header.transactions_root {
            return Err(Reject::TransactionsRoot);
        }
        if receipts_root(&self.receipts) != self.header.receipts_root {
            return Err(Reject::ReceiptsRoot);
        }
        if !self.header.is_certified_by(&self.certificate) {
            return Err(Reject::BadCertificate);
        }
        Ok(signed)
    }

    /// A transaction whose signature is wrong has just that outcome, and no other has it; there is a verdict for each.
    pub(crate) fn check_signatures(&self, verdicts: &[bool]) -> Result<(), Reject> {
        let agree = |(verdict, receipt): (&bool, &Receipt)| {
            *verdict != (receipt.outcome == OutcomeCode::BAD_SIGNATURE)
        };
        match verdicts
            .iter()
            .zip(&self.receipts)
            .position(|pair| !agree(pair))
        {
            Some(index) => Err(Reject::SignatureOutcome(index as u64)),
            // What nobody has verified does not pass.
            None if verdicts.len() != self.receipts.len() => {
                Err(Reject::SignatureOutcome(verdicts.len() as u64))
            }
            None => Ok(()),
        }
    }
}

/// Checks that `header` may follow `parent` on the same chain, but for what it says of its history,
/// which takes more than the parent.
///
/// # Errors
/// Reject: what does not hold.
pub fn check_link(parent: &Header, header: &Header) -> Result<(), Reject> {
    let expected = Height(parent.height.0.saturating_add(1));
    if header.chain != parent.chain {
        return Err(Reject::WrongChain);
    }
    if header.height != expected {
        return Err(Reject::WrongHeight {
            expected,
            found: header.height,
        });
    }
    if header.parent != parent.hash() {
        return Err(Reject::WrongParent);
    }
    if header.time <= parent.time {
        return Err(Reject::TimeNotLater);
    }
    if header.proposer != parent.proposer {
        return Err(Reject::WrongProposer);
    }
    match header.protocol == parent.protocol {
        true => Ok(()),
        false => Err(Reject::WrongProtocol(header.protocol)),
    }
}

/// Checks that there are not too many transactions, and a receipt for each.
pub(crate) fn check_counts(
    transactions: &[Transaction],
    receipts: &[Receipt],
) -> Result<(), Reject> {
    let count = transactions.len() as u64;
    if count > BLOCK_TRANSACTIONS {
        return Err(Reject::TooManyTransactions(count));
    }
    match transactions.len() == receipts.len() {
        true => Ok(()),
        false => Err(Reject::ReceiptsDiffer),
    }
}

/// The bytes of a transaction that its list commits to: its id and its signature.
pub fn transaction_item(id: &Hash, signature: &Signature) -> [u8; 96] {
    let mut item = [0; 96];
    item[..32].copy_from_slice(&id.0);
    item[32..].copy_from_slice(&signature.0);
    item
}

/// The leaves of the list of transactions. Their ids are taken from their receipts.
pub fn transaction_leaves(transactions: &[Transaction], receipts: &[Receipt]) -> Vec<Hash> {
    let item = |(one, receipt): (&Transaction, &Receipt)| {
        leaf(&transaction_item(&receipt.transaction, &one.signature))
    };
    transactions.iter().zip(receipts).map(item).collect()
}

/// The leaves of the list of receipts.
pub fn receipt_leaves(receipts: &[Receipt]) -> Vec<Hash> {
    receipts
        .iter()
        .map(|receipt| receipt.using_encoded(leaf))
        .collect()
}

/// The root of the list of transactions. Their ids are taken from their receipts.
pub fn transactions_root(transactions: &[Transaction], receipts: &[Receipt]) -> Hash {
    list_root(&transaction_leaves(transactions, receipts))
}

/// The root of the list of receipts.
pub fn receipts_root(receipts: &[Receipt]) -> Hash {
    list_root(&receipt_leaves(receipts))
}

impl Encode for Block {
    fn size_hint(&self) -> usize {
        512 + self.writes.size_hint() + 512 * self.transactions.len()
    }

    fn encode_to<O: Output + ?Sized>(&self, out: &mut O) {
        self.header.encode_to(out);
        self.certificate.encode_to(out);
        self.writes.encode_to(out);
        // The count is bounded when a block is sealed.
        Compact(self.transactions.len() as u32).encode_to(out);
        let mut bytes = Vec::new();
        for transaction in &self.transactions {
            bytes.clear();
            transaction.encode_to(&mut bytes);
            bytes.encode_to(out);
        }
        self.receipts.encode_to(out);
    }
}

impl Decode for Block {
    fn decode<I: Input>(input: &mut I) -> Result<Block, Error> {
        let header = Header::decode(input)?;
        let certificate = Signature::decode(input)?;
        let writes = WriteSet::decode(input)?;
        let Compact(count) = Compact::<u32>::decode(input)?;
        if u64::from(count) > BLOCK_TRANSACTIONS {
            return Err("too many transactions".into());
        }
        let mut transactions = Vec::new();
        for _ in 0..count {
            input.on_before_alloc_mem(size_of::<Transaction>())?;
            let bytes = Vec::<u8>::decode(input)?;
            let transaction = Transaction::from_bytes(&bytes);
            transactions.push(transaction.map_err(|_| Error::from("not a transaction"))?);
        }
        let receipts = Vec::<Receipt>::decode(input)?;
        Ok(Block {
            header,
            certificate,
            writes,
            transactions,
            receipts,
        })
    }
}

/// A block's header and its certificate, from the front of its bytes.
pub(crate) fn head_of(mut bytes: &[u8]) -> Result<(Header, Signature), DecodeError> {
    decode_prefix(&mut bytes)
}

/// The front of a block: all that the state after it needs.
pub(crate) struct BlockFront {
    pub(crate) header: Header,
    pub(crate) certificate: Signature,
    pub(crate) writes: WriteSet,
}

impl BlockFront {
    /// Decodes the front of a block's bytes.
    pub(crate) fn from_bytes(mut bytes: &[u8]) -> Result<BlockFront, DecodeError> {
        let (header, certificate, writes) = decode_prefix(&mut bytes)?;
        Ok(BlockFront {
            header,
            certificate,
            writes,
        })
    }
}
