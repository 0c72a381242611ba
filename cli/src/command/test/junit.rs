//! JUnit XML: a suite for each policy, a case for each example. Times are left out: the same
//! examples give the same bytes.

use super::results::{CallResult, ExampleResult, failure, results};
use super::run::Suite;

/// The report on all suites.
pub fn xml(suites: &[Suite]) -> String {
    let results = results(suites);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let tests = results.examples.len() + results.calls.len() + results.errors.len();
    text += &format!(
        "<testsuites name=\"assent test\" tests=\"{tests}\" failures=\"{}\" errors=\"{}\">\n",
        results.failed,
        results.errors.len()
    );
    suites.iter().for_each(|suite| text += &suite_xml(suite));
    text + "</testsuites>\n"
}

fn suite_xml(suite: &Suite) -> String {
    let errors = usize::from(suite.error.is_some());
    let failed = suite.examples.iter().filter(|example| !example.passed);
    let calls = suite.calls.iter().filter(|call| !call.passed);
    let mut text = format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{errors}\" skipped=\"0\">\n",
        attribute(&suite.file),
        suite.examples.len() + suite.calls.len() + errors,
        failed.count() + calls.count()
    );
    if let Some(coverage) = &suite.coverage {
        let percent = coverage.percent();
        text += "    <properties>\n";
        text += &format!("      <property name=\"coverage\" value=\"{percent}\"/>\n");
        text += "    </properties>\n";
    }
    if let Some(error) = &suite.error {
        let what = if suite.is_script { "script" } else { "policy" };
        let body = element("error", &format!("the {what} has errors"), &error.message);
        text += &format!(
            "    <testcase classname=\"{}\" name=\"the {what}\">\n{body}    </testcase>\n",
            attribute(&suite.file)
        );
    }
    suite
        .examples
        .iter()
        .for_each(|example| text += &case(example));
    suite.calls.iter().for_each(|call| text += &call_case(call));
    text + "  </testsuite>\n"
}

fn case(example: &ExampleResult) -> String {
    let (file, name) = (attribute(&example.file), attribute(&example.name));
    let head = format!(
        "    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\" line=\"{}\"",
        example.line
    );
    if example.passed {
        return head + "/>\n";
    }
    let message = format!("expected {}; it is {}", example.expected, example.decision);
    let body = element("failure", &message, &failure(example).join("\n"));
    format!("{head}>\n{body}    </testcase>\n")
}

fn call_case(call: &CallResult) -> String {
    let (file, name) = (attribute(&call.file), attribute(&call.name));
    let head = format!("    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\"");
    if call.passed {
        return head + "/>\n";
    }
    let message = format!(
        "{}: expected {}; it is {}",
        call.entry, call.expected, call.result
    );
    let body = element("failure", &message, &call.differences.join("\n"));
    format!("{head}>\n{body}    </testcase>\n")
}

fn element(name: &str, message: &str, text: &str) -> String {
    let (message, text) = (attribute(message), escaped(text));
    format!("      <{name} message=\"{message}\">{text}</{name}>\n")
}

/// Whether XML 1.0 can hold a character at all.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
        && !matches!(character, '\u{7F}'..='\u{9F}')
}

/// A text between tags. What XML cannot hold, and what steers terminals, is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().filter(|character| is_allowed(*character)) {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '\r' => escaped += "&#13;",
            other => escaped.push(other),
        }
    }
    escaped
}

/// A text in an attribute, where line breaks and quotes would be lost.
fn attribute(text: &str) -> String {
    escaped(text)
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
}

#[cfg(test)]
mod tests {
    use super::{attribute, escaped};

    #[test]
    fn what_means_something_in_xml_is_escaped() {
        assert_eq!(
            escaped("a < b && c > \"d\""),
            "a &lt; b &amp;&amp; c &gt; \"d\""
        );
        assert_eq!(attribute("\"a\"\n\tb\r"), "&quot;a&quot;&#10;&#9;b&#13;");
        assert_eq!(escaped("]]>"), "]]&gt;", "ends no section");
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(
            escaped("a\0b\u{1b}[31mc\u{FFFE}d\u{FFFF}e\u{85}f"),
            "ab[31mcdef"
        );
        assert_eq!(escaped("Zoë 日本 🙂"), "Zoë 日本 🙂");
    }
}
