//! Which decision, or which call.

use super::*;

#[test]
fn a_script_decides_no_request_and_no_example() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("counter.calls.json");
    std::fs::write(&path, "{}").expect("it can be written");
    let arguments = |request: Option<&str>, example: Option<&str>| TraceArguments {
        path: path.clone(),
        request: request.map(Into::into),
        facts: None,
        example: example.map(String::from),
        all: false,
        call: None,
        steps: 10,
        json: false,
    };
    for (request, example) in [(Some("request.json"), None), (None, Some("early"))] {
        let refused = run(&arguments(request, example), &mut Vec::new());
        let message = refused.expect_err("it has no decisions").message;
        assert_eq!(message, "a script has calls, and decides no request");
    }
    let refused = run(&arguments(None, None), &mut Vec::new());
    let message = refused.expect_err("it is no script").message;
    assert!(message.contains("counter.calls.json"), "{message}");
}
