//! Links between documents, and the tests that documents name.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::page::Page;
use super::root;

/// Links that lead nowhere.
pub fn findings(pages: &[Page]) -> Vec<String> {
    pages.iter().flat_map(|page| broken(page, pages)).collect()
}

/// Where a page's links inside the repository lead, with their lines and without their fragments.
pub fn targets(page: &Page) -> Vec<(usize, String)> {
    let links = links(page).into_iter();
    links
        .filter_map(|(line, link)| Some((line, target(page, link.split('#').next()?)?)))
        .collect()
}

fn broken(page: &Page, pages: &[Page]) -> Vec<String> {
    let mut broken = Vec::new();
    for (line, link) in links(page) {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let Some(target) = target(page, path) else {
            broken.push(format!(
                "{}:{line}: `{link}` leaves the repository",
                page.path
            ));
            continue;
        };
        if !root().join(&target).exists() {
            broken.push(format!("{}:{line}: there is no {target}", page.path));
        }
        let page_there = pages.iter().find(|page| page.path == target);
        let has_heading = |page: &Page| {
            page.prose()
                .any(|(_, line)| slug(line).as_deref() == Some(fragment))
        };
        if !fragment.is_empty() && !page_there.is_some_and(has_heading) {
            broken.push(format!(
                "{}:{line}: {target} has no heading #{fragment}",
                page.path
            ));
        }
    }
    broken
}

/// The links of a page that are not addresses, with their lines.
fn links(page: &Page) -> Vec<(usize, &str)> {
    let mut links = Vec::new();
    for (number, line) in page.prose() {
        let parts = line.split("](").skip(1);
        let here = parts.filter_map(|part| Some(part.split_once(')')?.0));
        links.extend(
            here.filter(|link| !link.contains("://"))
                .map(|link| (number, link)),
        );
    }
    links
}

/// The path that a link on `page` means, from the root; `None` when it leaves the repository.
fn target(page: &Page, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(page.path.clone());
    }
    let mut path = PathBuf::from(&page.path);
    path.pop();
    for part in Path::new(link).components() {
        match part {
            Component::ParentDir => path.pop().then_some(())?,
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            _ => return None,
        }
    }
    path.to_str().map(str::to_owned)
}

/// The anchor of a heading; `None` for a line that is none.
fn slug(line: &str) -> Option<String> {
    let title = line.trim_start_matches('#');
    if title.len() == line.len() || !title.starts_with(' ') {
        return None;
    }
    let kept = title
        .trim()
        .chars()
        .filter(|letter| letter.is_alphanumeric() || "-_ ".contains(*letter));
    Some(
        kept.map(|letter| {
            if letter == ' ' {
                '-'
            } else {
                letter.to_ascii_lowercase()
            }
        })
        .collect(),
    )
}

/// Tests and attacks that the last column of a page's tables names and that are not there.
pub fn unknown_tests(page: &Page) -> Vec<String> {
    let tests = functions();
    let attacks = attacks();
    let mut unknown = Vec::new();
    for (number, line) in page.prose().filter(|(_, line)| line.starts_with('|')) {
        let column = line
            .trim_end_matches([' ', '|'])
            .rsplit('|')
            .next()
            .unwrap_or_default();
        for name in column
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| is_name(name))
        {
            let is_there = if name.contains('_') {
                tests.contains(name)
            } else {
                let (front, back) = name.split_once('*').unwrap_or((name, ""));
                attacks.iter().any(|attack| match name.contains('*') {
                    true => attack.starts_with(front) && attack.ends_with(back),
                    false => attack == name,
                })
            };
            if !is_there {
                unknown.push(format!("{}:{number}: there is no `{name}`", page.path));
            }
        }
    }
    unknown
}

/// Whether a quoted word is the name of a test (with `_`) or of an attack (with `-`).
fn is_name(word: &str) -> bool {
    let plain = word
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-*".contains(&byte));
    plain && word.contains(['_', '-'])
}

/// The names of all functions of the workspace.
fn functions() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("a folder").filter_map(Result::ok) {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(&path).expect("a text");
                let lines = text
                    .lines()
                    .filter_map(|line| line.trim_start().strip_prefix("fn "));
                names.extend(lines.filter_map(|line| Some(line.split_once('(')?.0.to_owned())));
            }
        }
    }
    names
}

/// The names of the hostile modules.
fn attacks() -> BTreeSet<String> {
    let folder = root().join("tests/hostile");
    let files = folder
        .read_dir()
        .expect("there are hostile modules")
        .filter_map(Result::ok);
    files
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".wat")?.to_owned()))
        .collect()
}
