//! `assent test --report`

use assent::arguments::{Command, TestArguments, TestReport};

use super::{Folder, Ran, run, without_folder};

const POLICY: &str = "\
lab \"A & <B>\"
lab \"A & <B>\" may read bloodwork
example \"1 < 2 & \\\"so\\\"\"
  lab \"A & <B>\" asks to read bloodwork
  expect allowed
example \"no\"
  a lab asks to read bloodwork
  expect allowed
";

fn report(folder: &Folder, form: TestReport, change: impl Fn(&mut TestArguments)) -> Ran {
    let mut arguments = TestArguments {
        paths: vec![folder.0.path().into()],
        report: Some(form),
        ..TestArguments::default()
    };
    change(&mut arguments);
    run(Command::Test(arguments))
}

#[test]
fn junit_has_a_suite_for_each_policy_and_a_case_for_each_example() {
    let folder = Folder::new();
    folder.file("a.consent", POLICY);
    folder.file("b.consent", "lab X may fly");
    let ran = report(&folder, TestReport::Junit, |_| {});
    assert_eq!(ran.status, 1);
    let text = without_folder(ran.text(), &folder);
    let (whole, broken) = text
        .split_once("  <testsuite name=\"b")
        .expect("two suites");
    assert_eq!(
        whole,
        "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"assent test\" tests=\"3\" failures=\"1\" errors=\"1\">
  <testsuite name=\"a.consent\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">
    <testcase classname=\"a.consent\" name=\"1 &lt; 2 &amp; &quot;so&quot;\" file=\"a.consent\" line=\"3\"/>
    <testcase classname=\"a.consent\" name=\"no\" file=\"a.consent\" line=\"6\">
      <failure message=\"expected allowed; it is not covered by any rule\">line 6: expected allowed
it is not covered</failure>
    </testcase>
  </testsuite>
"
    );
    assert!(
        broken.starts_with(".consent\" tests=\"1\" failures=\"0\" errors=\"1\""),
        "{broken}"
    );
    assert!(
        broken.contains("<error message=\"the policy has errors\">"),
        "{broken}"
    );
    assert!(
        broken.ends_with("</error>\n    </testcase>\n  </testsuite>\n</testsuites>\n"),
        "{broken}"
    );
    assert_eq!(
        ran.out,
        report(&folder, TestReport::Junit, |_| {}).out,
        "the same bytes"
    );
}

#[test]
fn a_report_in_a_file_leaves_the_output_to_people() {
    let folder = Folder::new();
    folder.file("a.consent", POLICY);
    let ran = report(&folder, TestReport::Junit, |arguments| {
        arguments.output = Some(folder.path("junit.xml"));
        arguments.coverage = true;
    });
    assert!(
        ran.text().ends_with("1 passed, 1 failed\n"),
        "{}",
        ran.text()
    );
    let xml = String::from_utf8(folder.read("junit.xml")).expect("text");
    assert!(
        xml.contains("<property name=\"coverage\" value=\"71\"/>"),
        "{xml}"
    );
}

#[test]
fn a_report_in_json_is_what_json_prints() {
    let folder = Folder::new();
    folder.file("a.consent", contracts::BLOODWORK);
    let printed = report(&folder, TestReport::Junit, |arguments| {
        (arguments.report, arguments.json) = (None, true);
    });
    let ran = report(&folder, TestReport::Json, |_| {});
    assert_eq!((ran.status, &ran.out), (0, &printed.out));
    let both = report(&folder, TestReport::Json, |arguments| {
        arguments.json = true;
        arguments.output = Some(folder.path("report.json"));
    });
    assert_eq!((both.status, &both.out), (0, &printed.out));
    assert_eq!(folder.read("report.json"), printed.out);
}

#[test]
fn two_documents_do_not_share_an_output() {
    let folder = Folder::new();
    folder.file("a.consent", contracts::BLOODWORK);
    for output in [None, Some("-".into())] {
        let ran = report(&folder, TestReport::Junit, |arguments| {
            arguments.json = true;
            arguments.output.clone_from(&output);
        });
        assert_eq!((ran.status, ran.text()), (2, ""), "{}", ran.error);
        assert!(ran.error.contains("-o FILE"), "{}", ran.error);
    }
}

#[test]
fn a_report_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    folder.file("a.consent", contracts::BLOODWORK);
    let ran = report(&folder, TestReport::Junit, |arguments| {
        arguments.output = Some(folder.path("no/such/folder.xml"));
    });
    assert_eq!(ran.status, 2, "{}", ran.text());
    assert!(ran.error.contains("cannot write"), "{}", ran.error);
}
