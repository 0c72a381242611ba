//! Reads the words behind a command: names, switches, and options with a value.

use crate::failure::Failure;

/// What was typed behind a command.
#[derive(Debug, Default)]
pub struct Arguments {
    /// Words that are no options.
    pub names: Vec<String>,
    switches: Vec<String>,
    values: Vec<(String, String)>,
}

impl Arguments {
    /// Reads `typed`, where `switches` stand alone and `options` are followed by a value.
    ///
    /// # Errors
    /// A word that begins with `-` is neither, or an option lacks its value.
    pub fn read(
        typed: &[String],
        switches: &[&str],
        options: &[&str],
    ) -> Result<Arguments, Failure> {
        let mut found = Arguments::default();
        let mut words = typed.iter();
        while let Some(word) = words.next() {
            let (name, joined) = match word.split_once('=') {
                Some((name, value)) if name.starts_with('-') => (name, Some(value.to_owned())),
                _ => (word.as_str(), None),
            };
            if !word.starts_with('-') {
                found.names.push(word.clone());
            } else if switches.contains(&name) && joined.is_none() {
                found.switches.push(name.to_owned());
            } else if options.contains(&name) {
                let value = joined.or_else(|| words.next().cloned());
                let value = value.ok_or_else(|| Failure::usage(format!("{name} needs a value")))?;
                found.values.push((name.to_owned(), value));
            } else {
                return Err(Failure::usage(format!(
                    "there is no option `{word}` here: --help lists them"
                )));
            }
        }
        Ok(found)
    }

    /// Whether the switch was given.
    pub fn has(&self, switch: &str) -> bool {
        self.switches.iter().any(|given| given == switch)
    }

    /// The text given with an option.
    pub fn text(&self, option: &str) -> Option<&str> {
        let given = self.values.iter().rev().find(|(name, _)| name == option);
        given.map(|(_, value)| value.as_str())
    }

    /// The number given with an option.
    ///
    /// # Errors
    /// What was given is no number.
    pub fn number(&self, option: &str) -> Result<Option<u64>, Failure> {
        self.text(option)
            .map(|value| {
                value
                    .parse()
                    .map_err(|_| Failure::usage(format!("{option} {value}: that is no number")))
            })
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Arguments, Failure> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Arguments::read(&words, &["--json"], &["--seed"])
    }

    #[test]
    fn options_stand_anywhere_and_unknown_ones_are_refused() {
        let found = read("one --seed 7 two --json").unwrap();
        assert_eq!(found.names, ["one", "two"]);
        assert!(found.has("--json"));
        assert_eq!(found.number("--seed").unwrap(), Some(7));
        assert_eq!(read("--seed=9").unwrap().number("--seed").unwrap(), Some(9));
        assert!(read("--sed 7").is_err());
        assert!(read("--seed").is_err());
        assert!(read("--json=1").is_err());
        assert!(read("--seed x").unwrap().number("--seed").is_err());
    }
}
