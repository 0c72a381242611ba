//! Engines that need much to build give the expected answer to every request of small workloads of all kinds.

use benches::engines::assert_allows;
use testkit::workload::SEED;
use testkit::workload::drawn::Kind;

use super::cedar::Cedar;
use super::rego::{Form, Interpreter, Machine};

#[test]
fn cedar_and_rego_agree_on_all_kinds() {
    for (kind, size) in [
        (Kind::Flat, 10),
        (Kind::Flat, 150),
        (Kind::Hospital, 4),
        (Kind::Adversarial, 60),
    ] {
        let drawn = kind.draw(size, SEED);
        let allowed = drawn.allowed();
        let (cedar, written) = (drawn.cedar(), drawn.rego());
        let check = |name: &str| format!("{name}, {} of {size}", kind.name());
        assert_allows(&check("cedar"), Cedar::whole(&cedar), &allowed);
        assert_allows(&check("cedar, sliced"), Cedar::sliced(&cedar), &allowed);
        for form in [Form::Indexed, Form::Rules] {
            let machine = Machine::new(&written, form).expect("it is compiled");
            assert_allows(&check("regorus machine"), machine, &allowed);
            let interpreter = Interpreter::new(&written, form).expect("it is taken");
            assert_allows(&check("regorus interpreter"), interpreter, &allowed);
        }
    }
}
