//! A module that was admitted and compiled. The type is the certificate.

use std::any::Any;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use abi::Hash;
use abi::host::export;
use abi::limits::{CALL_BASE_FUEL, PAGE_FUEL};
use wasmtime::{InstancePre, Linker, ModuleExport};

use crate::admit::Report;
use crate::contract::{self, Running};
use crate::error::Fault;
use crate::host::{self, FactSource, State};
use crate::instance::{Entry, Instance};
use crate::state::StateReader;
use crate::wipe::Data;

/// A WebAssembly module that keeps every rule of admission, compiled for this machine.
///
/// Only [`crate::Engine::admit`] makes one, and [`crate::ModuleCache::admit`], which keeps what that
/// made. Cloning it is cheap; threads may share it.
#[derive(Clone)]
pub struct AdmittedModule {
    inner: Arc<Inner>,
}

struct Inner {
    hash: Hash,
    engine: wasmtime::Engine,
    native: wasmtime::Module,
    memory: ModuleExport,
    kind: Kind,
    decides: Option<Exports>,
    /// Of a contract that is no policy: where its entries are, in the order of their names.
    entries: Box<[ModuleExport]>,
    interface: Option<Box<[u8]>>,
    measurements: Measurements,
    is_pure: bool,
    reaches: Box<[Option<Range<usize>>]>,
    data: Data,
    /// The imports resolved for the first source of facts that asked; others resolve their own.
    linked: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// What a module is, by what it exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It decides requests.
    Policy(Layout),
    /// It has entries of its own, in order of their names.
    Contract(Vec<String>),
}

/// Where a policy's entries are.
pub(crate) struct Exports {
    pub(crate) decide: ModuleExport,
    pub(crate) explain: ModuleExport,
}

/// Where host and contract meet in the memory; admission proved the input range inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) input: Range<usize>,
    pub(crate) output: usize,
    /// Bytes from there to the end of the memory.
    pub(crate) room_out: u64,
}

/// How large an admitted module is, in what admission limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measurements {
    /// Bytes of the module.
    pub bytes: u64,
    /// Functions that it defines.
    pub functions: u32,
    /// Bytes of code, all functions together.
    pub code_bytes: u64,
    /// Pages of 64 KiB of memory.
    pub pages: u32,
    /// Bytes of data segments.
    pub data_bytes: u64,
    /// Functions in the deepest call chain.
    pub call_depth: u32,
    /// Most locals and parameters along a call chain.
    pub chain_locals: u64,
    /// Locals and operands and 64 more, times blocks, branches, divisions and shifts by what is no constant, summed over the
    /// functions: it bounds the time to compile.
    pub value_blocks: u64,
    /// Entries of all branch tables.
    pub branch_targets: u64,
    /// Calls in the code.
    pub calls: u64,
    /// Bytes of native code.
    pub native_bytes: u64,
}

impl AdmittedModule {
    pub(crate) fn new(
        hash: Hash,
        native: wasmtime::Module,
        report: Report,
        bytes: &[u8],
    ) -> Result<AdmittedModule, Fault> {
        let Report {
            kind,
            interface,
            is_pure,
            reaches,
            data,
            ..
        } = report;
        let interface = interface.and_then(|range| bytes.get(range)).map(Into::into);
        let native_bytes = native.text().len() as u64;
        let measurements = Measurements {
            native_bytes,
            ..report.measurements
        };
        let find = |name: &str| native.get_export_index(name).ok_or(Fault::Engine);
        let memory = find(export::MEMORY)?;
        let decides = match kind {
            Kind::Contract(_) => None,
            Kind::Policy(_) => Some(Exports {
                decide: find(export::DECIDE)?,
                explain: find(export::EXPLAIN)?,
            }),
        };
        let entries = match &kind {
            Kind::Policy(_) => Box::default(),
            Kind::Contract(names) => names
                .iter()
                .map(|name| find(name))
                .collect::<Result<_, Fault>>()?,
        };
        let engine = native.engine().clone();
        let linked = OnceLock::new();
        let inner = Inner {
            hash,
            engine,
            native,
            memory,
            kind,
            decides,
            entries,
            interface,
            measurements,
            is_pure,
            reaches: reaches.into(),
            data,
            linked,
        };
        Ok(AdmittedModule {
            inner: Arc::new(inner),
        })
    }

    /// The hash of the module's bytes, in [`abi::Domain::Module`].
    pub fn hash(&self) -> Hash {
        self.inner.hash
    }

    /// The bytes of its section [`abi::host::INTERFACE_SECTION`], if it has one. Nothing about
    /// them is checked here.
    pub fn interface(&self) -> Option<&[u8]> {
        self.inner.interface.as_deref()
    }

    /// How large it is.
    pub fn measurements(&self) -> Measurements {
        self.inner.measurements
    }

    /// Whether admission proves that no call can leave anything behind for the next one.
    ///
    /// No memory grows in an admitted module; what is left is the memory and mutable globals, so that
    /// this holds when nothing ever writes to them, the host included. A policy that has output to
    /// write is not proved pure: left as it is, its memory may change what later calls come to. Who made
    /// the module can know that it does not, as a compiler knows it of its own output; of any other
    /// module, call [`Instance::fresh`].
    pub fn is_pure(&self) -> bool {
        self.inner.is_pure
    }

    /// About how many bytes of memory it takes while it is kept: its image, a copy of its data from
    /// which instances begin, its interface.
    pub(crate) fn held_bytes(&self) -> u64 {
        let image = self.inner.native.image_range();
        let image_bytes = (image.end as usize).saturating_sub(image.start as usize);
        let interface_bytes = self.interface().map_or(0, <[u8]>::len);
        let data_bytes = self.inner.measurements.data_bytes;
        (image_bytes as u64) + data_bytes + interface_bytes as u64
    }

    /// Whether it decides requests: otherwise it has entries of its own, see [`AdmittedModule::entries`].
    pub fn is_policy(&self) -> bool {
        matches!(self.inner.kind, Kind::Policy(_))
    }

    /// What every call is charged for entering, in fuel: the base and the pages of the memory.
    pub fn entering_fuel(&self) -> u64 {
        CALL_BASE_FUEL + PAGE_FUEL * u64::from(self.inner.measurements.pages)
    }

    /// Makes an instance of a policy, as fresh as any; `host` answers what it asks.
    ///
    /// # Errors
    /// Fault: the module is no policy, there is no room for another instance, or the engine is broken.
    pub fn instance<H: FactSource + 'static>(&self, host: H) -> Result<Instance<H>, Fault> {
        Instance::new(self.clone(), host)
    }

    pub(crate) fn engine(&self) -> &wasmtime::Engine {
        &self.inner.engine
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.inner.kind
    }

    pub(crate) fn memory(&self) -> &ModuleExport {
        &self.inner.memory
    }

    /// A policy's entries.
    pub(crate) fn exports(&self) -> Result<&Exports, Fault> {
        self.inner.decides.as_ref().ok_or(Fault::Kind)
    }

    /// Where the entry of this name is, and where its stores fall; none in a policy.
    pub(crate) fn entry(&self, name: &str) -> Option<(&ModuleExport, Option<&Range<usize>>)> {
        let names = self.entries();
        let index = names.binary_search_by(|entry| entry.as_str().cmp(name));
        let index = index.ok()?;
        Some((self.inner.entries.get(index)?, self.reach(index)))
    }

    /// A range that holds all stores of a policy's entry, where admission proved one.
    pub(crate) fn entry_reach(&self, entry: Entry) -> Option<&Range<usize>> {
        self.reach(match entry {
            Entry::Decide => 0,
            Entry::Explain => 1,
        })
    }

    fn reach(&self, index: usize) -> Option<&Range<usize>> {
        self.inner.reaches.get(index)?.as_ref()
    }

    /// Where its data lie: beside them the memory begins as zeros.
    pub(crate) fn data(&self) -> &Data {
        &self.inner.data
    }

    /// Where a policy and the host meet in the memory.
    #[inline]
    pub(crate) fn layout(&self) -> Result<&Layout, Fault> {
        match &self.inner.kind {
            Kind::Policy(layout) => Ok(layout),
            Kind::Contract(_) => Err(Fault::Kind),
        }
    }

    /// A policy with its imports resolved for hosts of type `H`.
    pub(crate) fn linked<H: FactSource + 'static>(&self) -> Result<InstancePre<State<H>>, Fault> {
        self.exports()?;
        self.link(host::linker::<H>)
    }

    /// A contract that is no policy, with its imports resolved for states of type `S`.
    pub(crate) fn linked_contract<S: StateReader + 'static>(
        &self,
    ) -> Result<InstancePre<Running<S>>, Fault> {
        if self.is_policy() {
            return Err(Fault::Kind);
        }
        self.link(contract::linker::<S>)
    }

    fn link<T: 'static>(
        &self,
        linker: impl FnOnce(&wasmtime::Engine) -> Result<Linker<T>, Fault>,
    ) -> Result<InstancePre<T>, Fault> {
        if let Some(kept) = self.inner.linked.get().and_then(|any| any.downcast_ref()) {
            return Ok(InstancePre::clone(kept));
        }
        let linked = linker(&self.inner.engine)?
            .instantiate_pre(&self.inner.native)
            .map_err(|_| Fault::Instantiate)?;
        // When two hosts race, one of them is kept and the other links again: nothing is lost.
        drop(self.inner.linked.set(Box::new(linked.clone())));
        Ok(linked)
    }
}

impl std::fmt::Debug for AdmittedModule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("AdmittedModule")
            .field(&self.inner.hash)
            .finish()
    }
}
