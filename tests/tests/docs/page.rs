//! Pages and their blocks.

use super::root;

/// A document.
pub struct Page {
    /// Its path from the root of the repository.
    pub path: String,
    /// All of it.
    pub text: String,
    /// What stands between fences, in order.
    pub blocks: Vec<Block>,
}

/// What stands between two fences.
pub struct Block {
    /// The first word after the fence.
    pub language: String,
    /// What follows it: `file=request.json`.
    attributes: Vec<(String, String)>,
    /// The lines between.
    pub text: String,
    /// The line of the fence, from 1.
    pub line: usize,
}

impl Block {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Page {
    /// The blocks in `language`.
    pub fn blocks_in<'p>(&'p self, language: &'static str) -> impl Iterator<Item = &'p Block> {
        self.blocks
            .iter()
            .filter(move |block| block.language == language)
    }

    /// The blocks that are files, by name.
    pub fn file(&self, name: &str) -> Option<&Block> {
        self.blocks
            .iter()
            .find(|block| block.attribute("file") == Some(name))
    }

    /// Where a block stands, for messages.
    pub fn place(&self, block: &Block) -> String {
        format!("{}:{}", self.path, block.line)
    }

    /// The lines outside blocks, with their numbers.
    pub fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut inside = false;
        self.text
            .lines()
            .zip(1usize..)
            .filter_map(move |(line, number)| {
                let fence = line.starts_with("```");
                inside ^= fence;
                (!fence && !inside).then_some((number, line))
            })
    }
}

/// Every document: those at the root, all of `docs`, and the pages beside data.
pub fn pages() -> Vec<Page> {
    let folder = root().join("docs");
    let mut docs: Vec<String> = folder
        .read_dir()
        .expect("there is a folder `docs`")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".md"))
        .map(|name| format!("docs/{name}"))
        .collect();
    docs.sort();
    let fixed = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "policy-lang/vocabulary/README.md",
        "cli/data/hospital-sample/README.md",
        "benches/peers/README.md",
        "contracts/break-glass-review/README.md",
        "contracts/research-cohort/README.md",
    ];
    fixed
        .iter()
        .map(ToString::to_string)
        .chain(docs)
        .map(page)
        .collect()
}

fn page(path: String) -> Page {
    let text = std::fs::read_to_string(root().join(&path))
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    let blocks = blocks(&text);
    Page { path, text, blocks }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, number) in text.lines().zip(1..) {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => open = Some(block(info, number)),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

fn block(info: &str, line: usize) -> Block {
    let mut words = info.split([',', ' ']);
    let language = words.next().unwrap_or_default().to_owned();
    let attributes = words.filter_map(|word| word.split_once('='));
    let attributes = attributes
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Block {
        language,
        attributes,
        text: String::new(),
        line,
    }
}
