//! Writes JSON: as much of it as the reports of this program need.

/// A value of a report.
pub enum Json {
    /// A text.
    Text(String),
    /// A number that is not negative.
    Number(u64),
    /// A list.
    List(Vec<Json>),
    /// Fields, in this order.
    Fields(Vec<(&'static str, Json)>),
}

impl Json {
    /// A text.
    pub fn text(text: impl Into<String>) -> Json {
        Json::Text(text.into())
    }

    /// The value on one line.
    pub fn line(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Json::Text(text) => quoted(text, out),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Json::Fields(fields) => {
                out.push('{');
                for (at, (name, value)) in fields.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    quoted(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        let value = Json::Fields(vec![
            ("text", Json::text("a \"b\"\\\n\u{1}é")),
            ("list", Json::List(vec![Json::Number(1), Json::Number(2)])),
        ]);
        let expected = r#"{"text":"a \"b\"\\\n\u0001é","list":[1,2]}"#;
        assert_eq!(value.line(), expected);
    }
}
