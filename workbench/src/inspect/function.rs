//! A function's instructions, block by block, with the fuel that the engine takes for each.
//!
//! A block ends with an operator that may lead elsewhere: a branch, a return, `if`, `else`, `loop`, `end`. The engine
//! adds up what the operators of a block cost and takes it at that last one, so that the fuel of a block is exact:
//! what a call costs for code is, over all blocks, how often each was run times its fuel. So the `end` of a block is
//! paid by who runs into it, not by who branches behind it; a `loop` is paid once, when it is entered; and what
//! cannot be reached costs nothing and is not run.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use runtime::{FUNCTION_FUEL, operator_price};
use wasmparser::{FunctionBody, Operator};

use super::Function;
use super::read::contents;

/// Bytes of text that are printed at the most: an admitted module has some 20 bytes of text to each of its own.
pub const PRINTED_BYTES: usize = 64 << 20;

/// A function, listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which function it is.
    pub function: Function,
    /// Its blocks, in their order. The first one's fuel includes what entering a function takes.
    pub blocks: Vec<Block>,
}

/// Instructions that run one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What running it once takes, without what is called in it; 0 for what cannot be reached.
    pub fuel: u64,
    /// Whether it can be reached at all.
    pub is_reachable: bool,
    /// Its instructions.
    pub lines: Vec<Line>,
}

/// An instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands in the module.
    pub offset: u64,
    /// Within how many blocks, loops and ifs it stands.
    pub depth: u32,
    /// As the text format writes it, with names where the module has them.
    pub text: String,
    /// What it takes; `None` for an operator that is not admitted.
    pub fuel: Option<u64>,
}

/// Why a function is not listed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// No function has this name or number.
    #[error("no function that the module defines is called `{wanted}` or has that number; {about}")]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// What there is, in words.
        about: String,
    },
    /// Its code cannot be read.
    #[error("the function cannot be read at byte {offset}: {message}")]
    Unreadable {
        /// The byte of the module.
        offset: u64,
        /// What is wrong there.
        message: String,
    },
}

impl From<wasmparser::Error> for ListError {
    fn from(error: wasmparser::Error) -> ListError {
        ListError::Unreadable {
            offset: error.offset(),
            message: error.message().to_owned(),
        }
    }
}

/// Lists the function of `bytes` that has this name, in the section `name` or as an export, or this number.
///
/// # Errors
/// Reject: there is none, or its code cannot be read.
pub fn list(bytes: &[u8], wanted: &str) -> Result<Listing, ListError> {
    let contents = contents(bytes);
    let name = wanted.strip_prefix('$').unwrap_or(wanted);
    let exported = contents
        .exports
        .iter()
        .find(|export| export.kind == "function" && export.name == name)
        .map(|export| export.index);
    let is_meant = |function: &Function| {
        function.name.as_deref() == Some(name)
            || exported == Some(function.index)
            || name.parse() == Ok(function.index)
    };
    let at = contents.functions.iter().position(is_meant);
    let found = at.and_then(|at| Some((contents.functions.get(at)?, contents.bodies.get(at)?)));
    let Some((function, body)) = found else {
        return Err(ListError::Unknown {
            wanted: wanted.chars().take(80).collect(),
            about: there_are(&contents.functions),
        });
    };
    Ok(Listing {
        function: function.clone(),
        blocks: blocks(body, &texts(bytes, body))?,
    })
}

/// Which functions there are.
fn there_are(functions: &[Function]) -> String {
    match (functions.first(), functions.last()) {
        (Some(first), Some(last)) => {
            format!(
                "its functions are numbered {} to {}",
                first.index, last.index
            )
        }
        _ => "it defines none".into(),
    }
}

/// The lines of the text format, by where their instructions stand: as many as can be printed.
fn texts(bytes: &[u8], body: &FunctionBody<'_>) -> BTreeMap<u64, String> {
    let mut lines = Lines {
        range: body.range(),
        found: BTreeMap::new(),
        at: None,
        printed: 0,
    };
    // What does not print is shown by the names of its operators.
    let _ = wasmprinter::Config::new().print(bytes, &mut lines);
    lines.found
}

/// Keeps the lines of a range. A few bytes can declare billions of locals: printing ends where it becomes too much.
struct Lines {
    range: Range<u64>,
    found: BTreeMap<u64, String>,
    at: Option<u64>,
    printed: usize,
}

impl wasmprinter::Print for Lines {
    fn write_str(&mut self, text: &str) -> io::Result<()> {
        self.printed = self.printed.saturating_add(text.len());
        if self.printed > PRINTED_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if let Some(line) = self.at.and_then(|at| self.found.get_mut(&at)) {
            line.push_str(text);
        }
        Ok(())
    }

    fn start_line(&mut self, offset: Option<u64>) {
        self.at = offset.filter(|offset| self.range.contains(offset));
        if let Some(at) = self.at {
            self.found.entry(at).or_default().clear();
        }
    }
}

/// The text of a module, names and all.
///
/// # Errors
/// Reject: it cannot be printed, or has more than [`PRINTED_BYTES`]; the message says so.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    struct Bounded(String);
    impl wasmprinter::Print for Bounded {
        fn write_str(&mut self, text: &str) -> io::Result<()> {
            if self.0.len().saturating_add(text.len()) > PRINTED_BYTES {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            self.0.push_str(text);
            Ok(())
        }
    }
    let mut printed = Bounded(String::new());
    wasmprinter::Config::new()
        .print(bytes, &mut printed)
        .map_err(|error| match printed.0.len() > PRINTED_BYTES / 2 {
            true => format!("its text is longer than {PRINTED_BYTES} bytes"),
            false => error.to_string(),
        })?;
    Ok(printed.0)
}

fn blocks(
    body: &FunctionBody<'_>,
    texts: &BTreeMap<u64, String>,
) -> Result<Vec<Block>, wasmparser::Error> {
    let mut blocks = Vec::new();
    let mut flow = Flow::new();
    let mut block: Option<Block> = None;
    for read in body.get_operators_reader()?.into_iter_with_offsets() {
        let (operator, offset) = read?;
        let first_fuel = match blocks.is_empty() {
            true => FUNCTION_FUEL,
            false => 0,
        };
        let open = block.get_or_insert_with(|| Block {
            fuel: first_fuel,
            is_reachable: flow.is_reachable,
            lines: Vec::new(),
        });
        let fuel = operator_price(name(&operator));
        if flow.is_reachable {
            open.fuel = open.fuel.saturating_add(fuel.unwrap_or(0));
        }
        let ends = flow.pass(&operator);
        open.lines.push(Line {
            offset,
            depth: flow.depth_of(&operator),
            text: words(texts, offset, &operator),
            fuel,
        });
        if ends {
            blocks.extend(block.take());
        }
    }
    blocks.extend(block);
    Ok(blocks)
}

fn words(texts: &BTreeMap<u64, String>, offset: u64, operator: &Operator<'_>) -> String {
    // The end of a function is a parenthesis in the text format.
    match (texts.get(&offset).map(|text| text.trim()), operator) {
        (Some(text), _) if !text.is_empty() && text != ")" => text.to_owned(),
        (_, Operator::End) => "end".into(),
        _ => name(operator).to_owned(),
    }
}

/// Follows which code can be reached, as the engine's code generator does when it takes fuel.
struct Flow {
    is_reachable: bool,
    frames: Vec<Frame>,
}

/// A block, a loop or an if that is open; the function itself is the outermost.
struct Frame {
    is_loop: bool,
    /// Of an if: whether its beginning can be reached, so that what comes after its first branch can.
    head: Option<bool>,
    /// Whether its end is reached by a branch, or from its first branch when it has two.
    is_end_reached: bool,
}

impl Flow {
    fn new() -> Flow {
        Flow {
            is_reachable: true,
            frames: vec![Frame {
                is_loop: false,
                head: None,
                is_end_reached: false,
            }],
        }
    }

    /// Passes an operator; whether it ends a block.
    fn pass(&mut self, operator: &Operator<'_>) -> bool {
        match operator {
            Operator::Block { .. } => {
                self.open(false, None);
                false
            }
            Operator::Loop { .. } => {
                self.open(true, None);
                true
            }
            Operator::If { .. } => {
                self.open(false, Some(self.is_reachable));
                true
            }
            Operator::Else => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.is_end_reached |= self.is_reachable;
                    self.is_reachable = frame.head.take().unwrap_or(false);
                }
                true
            }
            Operator::End => {
                if let Some(frame) = self.frames.pop() {
                    self.is_reachable |= frame.is_end_reached || frame.head == Some(true);
                }
                true
            }
            Operator::Br { relative_depth } => {
                self.branch(*relative_depth);
                self.is_reachable = false;
                true
            }
            Operator::BrIf { relative_depth } => {
                self.branch(*relative_depth);
                true
            }
            Operator::BrTable { targets } => {
                let depths = targets.targets().map_while(Result::ok);
                depths
                    .chain([targets.default()])
                    .for_each(|depth| self.branch(depth));
                self.is_reachable = false;
                true
            }
            Operator::Return | Operator::Unreachable => {
                self.is_reachable = false;
                true
            }
            _ => false,
        }
    }

    fn open(&mut self, is_loop: bool, head: Option<bool>) {
        self.frames.push(Frame {
            is_loop,
            head,
            is_end_reached: false,
        });
    }

    fn branch(&mut self, depth: u32) {
        let at = self.frames.len().checked_sub(depth as usize + 1);
        let frame = at.and_then(|at| self.frames.get_mut(at));
        if let Some(frame) = frame.filter(|frame| !frame.is_loop && self.is_reachable) {
            frame.is_end_reached = true;
        }
    }

    /// How deep the operator that was just passed stands.
    fn depth_of(&self, operator: &Operator<'_>) -> u32 {
        let opens = matches!(
            operator,
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } | Operator::Else
        );
        // The end of the function closes the outermost one.
        let within = self.frames.len() as u32;
        within.saturating_sub(1 + u32::from(opens))
    }
}

/// Makes the names of the operators as the readers have them.
macro_rules! names {
    ($(@$proposal:ident $name:ident $({ $($field:ident: $type:ty),* })? => $visit:ident ($($shape:tt)*))*) => {
        /// What the readers call an operator.
        fn name(operator: &Operator<'_>) -> &'static str {
            match operator {
                $(Operator::$name { .. } => stringify!($name),)*
                _ => "unknown",
            }
        }
    };
}
wasmparser::for_each_operator!(names);

#[cfg(test)]
mod tests;
