//! Colours, dashes and marks. An engine's family has a colour, and what is in a family differs in dashes and marks, so
//! that no line is told from another by colour alone.

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The class that gives it its colour.
    pub family: &'static str,
    /// Its dashes.
    pub dashes: &'static str,
    /// Which of [`MARKS`] it has.
    pub mark: usize,
}

/// By what an engine's name begins with.
const FAMILIES: [(&str, &str); 6] = [
    ("ours", "ours"),
    ("regorus", "rego"),
    ("cedar", "cedar"),
    ("biscuit", "biscuit"),
    ("casbin", "casbin"),
    ("Rust", "floor"),
];

const DASHES: [&str; 4] = ["none", "7 3", "2 3", "9 3 2 3"];

/// A circle, a square, a triangle and a diamond, from their middle.
pub const MARKS: [&str; 4] = [
    "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
    "m-3.2 -3.2h6.4v6.4h-6.4z",
    "m0 -4.2l4 7h-8z",
    "m0 -4.6l4.2 4.6l-4.2 4.6l-4.2 -4.6z",
];

/// Light unless whoever looks at it prefers dark.
pub const CSS: &str = "
.paper{fill:#fff}
text{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;fill:#1f2328}
.title{font-size:16px;font-weight:600}
.name{font-size:14px;font-weight:600;text-anchor:middle}
.axis{font-size:12px;text-anchor:middle}
.small{font-size:11px}
.tick{font-size:11px;fill:#59636e}
.middle{text-anchor:middle}
.end{text-anchor:end}
.grid{stroke:#d1d9e0;stroke-width:1}
polyline{fill:none;stroke-width:1.6}
.ours polyline{stroke-width:2.6}
.ours{stroke:#0a5bb5;fill:#0a5bb5}
.rego{stroke:#c2410c;fill:#c2410c}
.cedar{stroke:#0f7b4f;fill:#0f7b4f}
.biscuit{stroke:#a21caf;fill:#a21caf}
.casbin{stroke:#8a6100;fill:#8a6100}
.floor{stroke:#6b7280;fill:#6b7280}
polyline{fill:none}
@media (prefers-color-scheme: dark){
.paper{fill:#0d1117}
text{fill:#f0f6fc}
.tick{fill:#9198a1}
.grid{stroke:#30363d}
.ours{stroke:#58a6ff;fill:#58a6ff}
.rego{stroke:#ff9b5e;fill:#ff9b5e}
.cedar{stroke:#4fd18b;fill:#4fd18b}
.biscuit{stroke:#e08df0;fill:#e08df0}
.casbin{stroke:#e3b341;fill:#e3b341}
.floor{stroke:#9ca3af;fill:#9ca3af}
polyline{fill:none}
}
";

/// How each engine looks, in their order.
pub fn of(engines: &[&'static str]) -> Vec<(&'static str, Style)> {
    let mut seen: Vec<&str> = Vec::new();
    let style = |name: &&'static str| {
        let family = FAMILIES.iter().find(|(begins, _)| name.starts_with(begins));
        let family = family.map_or("floor", |(_, family)| family);
        let before = seen.iter().filter(|of| **of == family).count();
        seen.push(family);
        let style = Style {
            family,
            dashes: DASHES[before % DASHES.len()],
            mark: before,
        };
        (*name, style)
    };
    engines.iter().map(style).collect()
}
